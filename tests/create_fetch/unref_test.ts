import assert from "node:assert/strict";
import { createFetch } from "../../mod.ts";
import { answers, fakeFetch, manualBody } from "../fixtures/fake_fetch.ts";

/** Records which timers a process may end beside, by their delay, in the place of the real ones. */
function recordedTimers(): Disposable & { readonly started: number[]; readonly unref: number[] } {
  const { setTimeout, clearTimeout } = globalThis;
  const [started, unref]: [number[], number[]] = [[], []];
  Object.assign(globalThis, {
    setTimeout: (_: () => void, ms: number) => {
      started.push(ms);
      return { unref: () => unref.push(ms) };
    },
    clearTimeout: () => {},
  });
  return { started, unref, [Symbol.dispose]: () => void Object.assign(globalThis, { setTimeout, clearTimeout }) };
}

Deno.test("createFetch() lets the process exit while its stale clock runs, but not before the first byte", async () => {
  using timers = recordedTimers();
  const body = manualBody();
  const fetch = createFetch({ fetch: fakeFetch(answers(body)), ttfbTimeout: 1_100, staleTimeout: 2_200 });
  const pending = fetch("http://upstream.test/");
  body.push("first");
  const reader = (await pending).body?.getReader();
  await reader?.read();
  const waiting = reader?.read();
  body.end();
  await waiting;

  assert.deepEqual([timers.started, timers.unref], [[1_100, 2_200], [2_200]]);
});
