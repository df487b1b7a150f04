import assert from "node:assert/strict";
import { anthropicStream, chatStream, geminiStream, type LlmStream, wholeOf } from "../../fixtures/llm_streams.ts";
import { hang, json, respond, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";
import { testsOfTwo } from "../fixtures/several_upstreams.ts";

const IMPATIENT = { TTFB_TIMEOUT_SECONDS: "0.4", MAX_ATTEMPTS: "2" };
const CHAT = chatStream(["Hello", " world"]);
const MESSAGES = anthropicStream(["Hello", " world"]);
const OVERLOADED =
  'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';

/** What streams of known wire formats mean. */
export function meaningSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);
  const testOfTwo = testsOfTwo(runtime);

  const lost: Record<string, [script: Script, outcome: string]> = {
    "reports a failure before any content": [trickle([OVERLOADED], 0), "failure"],
    "reports a failure after a prelude": [trickle([...MESSAGES.prelude, OVERLOADED], 10), "failure"],
    "falls silent after a prelude": [stall(MESSAGES.prelude), "content"],
    "ends after a prelude": [trickle(MESSAGES.prelude, 0), "truncated"],
    "ends without a byte": [trickle([], 0), "truncated"],
  };
  for (const [how, [script, outcome]] of Object.entries(lost)) {
    testOfTwo(
      `goes to the next upstream when one ${how}`,
      { first: [script], second: [whole(MESSAGES)] },
      { MAX_ATTEMPTS: "2", CONTENT_TIMEOUT_SECONDS: "0.5", RETRY_STATUSES: "529", BREAKER_FAILURES: "1" },
      async ({ proxy, first, second }) => {
        for (let call = 0; call < 2; call++) {
          const response = await post(`${proxy.url}/two/v1/messages`, { stream: true });
          assert.equal(await response.text(), wholeOf(MESSAGES).join(""));
          const attempts = call === 0
            ? `, attempt1;desc="${outcome}";dur=[\\d.]+, attempt2;desc="response";dur=.*`
            : "";
          assert.match(
            response.headers.get("server-timing") ?? "",
            new RegExp(`^ttfb;dur=[\\d.]+, content;dur=[\\d.]+${attempts}$`),
          );
        }

        // The breaker heard of it.
        assert.deepEqual([first.requests.length, second.requests.length], [1, 2]);
        const [line] = await proxy.log.lines(1);
        assert.deepEqual(line?.tried?.map(({ outcome }) => outcome), [outcome, "response"]);
        assert.ok((line?.content ?? 0) >= (line?.ttfb ?? Infinity));
      },
    );
  }

  test(
    "forwards a failure of the last attempt, and logs it",
    [trickle([OVERLOADED], 0)],
    {},
    async ({ proxy, upstream }) => {
      const response = await post(`${proxy.url}/v1/messages`, { stream: true });

      assert.equal(response.status, 200);
      assert.equal(await response.text(), OVERLOADED);
      assert.equal(upstream.requests.length, 1);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.outcome, line?.failure], ["complete", 529]);
    },
  );

  const asking: Record<string, [path: string, body: object]> = {
    "Gemini": ["/v1beta/models/m:streamGenerateContent?alt=sse", { contents: [] }],
    "Ollama, by default": ["/api/chat", { model: "m", messages: [], keep_alive: "5m" }],
    "Bedrock": ["/model/m/converse-stream", { messages: [] }],
    "TGI": ["/generate_stream", { inputs: "Hi" }],
    "the operator": ["/mine/v2/generate", { prompt: "Hi" }],
  };
  for (const [whose, [path, body]] of Object.entries(asking)) {
    test(`retries a stream at a path of ${whose}`, [hang(), json({ ok: 1 })], {
      ...IMPATIENT,
      STREAM_PATHS: "/mine/*/generate,*/other",
    }, async ({ proxy, upstream }) => {
      const response = await post(proxy.url + path, body);

      assert.deepEqual(await response.json(), { ok: 1 });
      assert.equal(upstream.requests.length, 2);
    });
  }

  const once: Record<string, [path: string, body: object, headers?: Record<string, string>]> = {
    "accepts events": ["/orders", { order: 1 }, { accept: "application/json, text/event-stream" }],
    "is a JSON-RPC call": ["/mine/a/generate", { jsonrpc: "2.0", id: 1, method: "tools/call", stream: true }],
    "isn't at a path of the operator": ["/mine/v2/generate/x", { prompt: "Hi" }],
  };
  for (const [what, [path, body, headers]] of Object.entries(once)) {
    test(`sends a POST once if it ${what}`, [late(json({ ok: 1 }))], {
      ...IMPATIENT,
      STREAM_PATHS: "/mine/*/generate",
    }, async ({ proxy, upstream }) => {
      const response = await post(proxy.url + path, body, headers);

      assert.deepEqual(await response.json(), { ok: 1 });
      assert.equal(upstream.requests.length, 1);
    });
  }

  const large = { model: "m", stream: true, text: "x".repeat(100_000), values: Array(60_000).fill([]) };
  test("recognizes a stream by the beginning of a large body, and sends it once", [hang()], {
    ...IMPATIENT,
    MAX_REPLAY_BYTES: "1000",
  }, async ({ proxy, upstream }) => {
    const response = await post(`${proxy.url}/v1/chat/completions`, large);

    assert.match((await response.json()).detail, /timed out: no first byte .*not retried/);
    assert.equal(upstream.requests[0]?.body, JSON.stringify(large));
    assert.equal(upstream.requests.length, 1);
  });

  test("recognizes a stream in a body with very many values", [hang(), whole(CHAT)], IMPATIENT, async (bench) => {
    const many = { ...large, values: Array(120_000).fill([]) };
    const response = await post(`${bench.proxy.url}/v1/chat/completions`, many);

    assert.equal(await response.text(), wholeOf(CHAT).join(""));
    assert.equal(bench.upstream.requests.length, 2);
  });

  test("forwards an answer of another type than its format's", [respond("<html>")], {}, async ({ proxy }) => {
    const response = await post(`${proxy.url}/v1/chat/completions`, { stream: true });

    assert.equal(await response.text(), "<html>");
  });

  test("forwards Gemini's JSON array unchanged", [array(geminiStream(["Hi"]))], {}, async ({ proxy }) => {
    const response = await post(`${proxy.url}/v1beta/models/m:streamGenerateContent`, { contents: [] });

    assert.equal((await response.json()).length, 3);
  });
}

function post(url: string, body: object, headers?: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function whole(stream: LlmStream): Script {
  return trickle(wholeOf(stream), 0, { headers: { "content-type": stream.type } });
}

function array(stream: LlmStream): Script {
  const elements = wholeOf(stream).map((event) => event.replace("data: ", "").trim());
  return trickle(["[", elements.join(",\r\n"), "]"], 5, { headers: { "content-type": "application/json" } });
}

function late(script: Script): Script {
  return async (exchange) => {
    await new Promise((resolve) => setTimeout(resolve, 900));
    await script(exchange);
  };
}
