import assert from "node:assert/strict";
import { inspect } from "node:util";
import { SDKS } from "../../clients/sdks.ts";
import { type LlmStream, wholeOf } from "../../fixtures/llm_streams.ts";
import { breakOff, hang, hangAfterHeaders, type Head, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { readWords } from "../fixtures/read_words.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const WORDS = ["Hello", ",", " world"];
const IMPATIENT = { TTFB_TIMEOUT_SECONDS: "0.4", CONTENT_TIMEOUT_SECONDS: "0.6", RETRY_STATUSES: "500,503,529" };
const RESTLESS = { STALE_TIMEOUT_SECONDS: "0.4" };

/** The SDKs through the proxy, as they come. */
export function sdkSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  for (const sdk of SDKS) {
    const { name, tells } = sdk;
    const stream = sdk.stream(WORDS);
    const head = { headers: { "content-type": stream.type } };
    const whole = trickle(wholeOf(stream), 5, head);

    for (const [how, script] of Object.entries(stallsOf(stream, head))) {
      // A workerd of its own for each takes its time; the others are the same to it.
      if (runtime.name === "workerd" && !how.includes("silence")) continue;
      test(`under ${name} recovers from ${how}`, [script, whole], IMPATIENT, async ({ proxy, upstream }) => {
        assert.deepEqual(await readWords(sdk, proxy.url), { words: WORDS, error: undefined });

        const bodies = upstream.requests.map(({ body }) => body);
        assert.deepEqual(bodies, [bodies[0], bodies[0]]);
      });
    }

    for (const [how, [script, message]] of Object.entries(breaksOf(stream, head))) {
      if (runtime.name === "workerd" && how === "goes stale") continue;
      test(`under ${name} throws if a stream ${how}`, [script], RESTLESS, async ({ proxy, upstream }) => {
        const { words, error } = await readWords(sdk, proxy.url);

        assert.deepEqual(words, ["Hello"]);
        assert.ok(error instanceof Error, inspect(error));
        if (tells) assert.match(inspect(error), message);
        assert.equal(upstream.requests.length, 1);
        const [line] = await proxy.log.lines(1);
        assert.equal(line?.outcome, how === "goes stale" ? "stale" : "broken");
      });
    }
  }
}

function stallsOf({ prelude, failure }: LlmStream, head: Head): Record<string, Script> {
  return {
    "a hang before headers": hang(),
    "a hang after headers": hangAfterHeaders(head),
    "silence behind a prelude": stall(prelude, head),
    "a failure behind a prelude": trickle([...prelude, failure], 0, head),
  };
}

function breaksOf({ prelude, words }: LlmStream, head: Head): Record<string, [script: Script, message: RegExp]> {
  const whole = [...prelude, ...words.slice(0, 1)].join("");
  const torn = words[1]?.slice(0, -20) ?? "";
  return {
    "breaks off": [breakOff([whole, torn], head), /Upstream broke off in the middle/],
    "goes stale": [stall([whole, torn], head), /timed out: no progress/],
    "ends early": [trickle([whole], 0, head), /Upstream ended its answer early/],
  };
}
