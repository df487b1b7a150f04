import assert from "node:assert/strict";
import { inspect } from "node:util";
import { SDKS } from "../../clients/sdks.ts";
import { geminiStream, wholeOf } from "../../fixtures/llm_streams.ts";
import { breakOff, hang, json, pause, respond, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { readWords } from "../fixtures/read_words.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const WORDS = ["Hello", ",", " world"];
const ALIVE = { KEEP_ALIVE_SECONDS: "0.1" };
const TRYING = { ...ALIVE, TTFB_TIMEOUT_SECONDS: "0.3", CONTENT_TIMEOUT_SECONDS: "0.4", MAX_ATTEMPTS: "2" };
const BODY = '{"model":"m","stream":true}';
const HEAD = `Host: p\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** Clients that are kept alive. */
export function aliveSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  // A process of its own for each takes its time: there, one of each framing.
  const isHere = runtime.name === "Deno";
  const sdks = isHere ? SDKS : SDKS.filter(({ name }) => /Responses$|^ollama|genai$/.test(name));
  for (const sdk of sdks) {
    const { name, tells } = sdk;
    const stream = sdk.stream(WORDS);
    const head = { headers: { "content-type": stream.type } };
    const slow = late(trickle(wholeOf(stream), 5, head));

    test(`keeps ${name} waiting for a slow answer`, [slow], ALIVE, async ({ proxy, upstream }) => {
      const { words, error } = await readWords(sdk, proxy.url);

      assert.equal(error, undefined, inspect(error));
      assert.deepEqual(words, WORDS);
      assert.equal(upstream.requests.length, 1);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.status, line?.outcome], [200, "complete"]);
    });

    test(`keeps ${name} waiting for another attempt`, [stall(stream.prelude, head), slow], {
      ...TRYING,
      TTFB_TIMEOUT_SECONDS: "2",
      CONTENT_TIMEOUT_SECONDS: "0.6",
    }, async ({ proxy, upstream }) => {
      assert.deepEqual(await readWords(sdk, proxy.url), { words: WORDS, error: undefined });
      assert.equal(upstream.requests.length, 2);
    });

    const failures: Record<string, [script: Script, message: RegExp, outcome: string]> = {
      "runs out of attempts": [hang(), /timed out: no first byte/, "timeout"],
      "is refused in the end": [
        late(json({ error: { message: "Too much" } }, { status: 429 })),
        /Too much/,
        "complete",
      ],
      "breaks after a word": [
        late(breakOff([...stream.prelude, ...stream.words.slice(0, 1)], head)),
        /Upstream broke off/,
        "broken",
      ],
    };
    for (const [how, [script, message, outcome]] of Object.entries(failures)) {
      if (!isHere && how !== "runs out of attempts") continue;
      test(`reports to ${name}, which it kept alive, a request that ${how}`, [script], patience(how), async (bench) => {
        const { words, error } = await readWords(sdk, bench.proxy.url);

        assert.deepEqual(words, how.includes("word") ? ["Hello"] : []);
        assert.ok(error instanceof Error, inspect(error));
        if (tells) assert.match(inspect(error), message);
        const [line] = await bench.proxy.log.lines(1);
        assert.deepEqual([line?.status, line?.outcome], [200, outcome]);
      });
    }
  }

  test("cancels all attempts when a client that it kept alive leaves", [hang()], ALIVE, async ({ proxy, upstream }) => {
    using client = await rawClient(proxy.url, `POST /v1/messages HTTP/1.1\r\n${HEAD}`);
    await client.until("event: ping");
    client.reset();

    await upstream.allClosed();
    const [line] = await proxy.log.lines(1);
    assert.equal(line?.outcome, "client_left");
    assert.equal(upstream.requests.length, 1);
  });

  test(
    "begins no answer before its time, and none that isn't a stream",
    [late(respond("ok"))],
    ALIVE,
    async ({ proxy }) => {
      for (const body of ['{"model":"m"}', '{"jsonrpc":"2.0","stream":true}']) {
        const response = await fetch(`${proxy.url}/v1/messages`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });

        assert.equal(await response.text(), "ok");
        assert.equal(response.headers.get("x-firstbyte-attempts"), "1");
      }
    },
  );

  const elements = wholeOf(geminiStream(WORDS)).map((event) => event.replace("data: ", "").trim());
  const array = trickle([`[${elements.join(",")}]`], 0, { headers: { "content-type": "application/json" } });
  for (const [what, script] of Object.entries({ "keeps": late(array), "ends": hang() })) {
    test(`${what} a JSON array that it has begun`, [script], patience(what), async ({ proxy }) => {
      const response = await fetch(`${proxy.url}/v1beta/models/m:streamGenerateContent`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"contents":[]}',
      });
      let text = "";
      try {
        for await (const chunk of (response.body ?? assert.fail()).pipeThrough(new TextDecoderStream())) text += chunk;
      } catch {
        // A connection that breaks behind the last words is as it should be.
      }

      assert.match(text, /^\n/);
      const last = JSON.parse(text).at(-1);
      if (what === "keeps") assert.equal(JSON.parse(text).length, elements.length);
      else assert.match(last.error.message, /timed out/);
    });
  }
}

/** Only where attempts are to run out, they may have little time. */
function patience(how: string): Record<string, string> {
  return /out of|ends/.test(how) ? TRYING : ALIVE;
}

function late(script: Script): Script {
  return async (exchange) => {
    await pause(350, exchange.signal);
    await script(exchange);
  };
}
