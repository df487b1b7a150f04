import assert from "node:assert/strict";
import { createFetch, event, type FetchInit, type FetchOptions, hedge, llm, llmCutoff } from "../../mod.ts";
import { answers, fakeFetch } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

// As a caller without a compiler would.
const untyped = (options: unknown) => options as FetchOptions & FetchInit;

function warningsOf(options: FetchOptions): string[] {
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (text: string) => void warnings.push(text);
  try {
    createFetch(options);
  } finally {
    console.warn = warn;
  }
  return warnings;
}

Deno.test("createFetch() warns once of a time that was probably meant in seconds", () => {
  assert.deepEqual(warningsOf({ ttfbTimeout: 45, staleTimeout: 60 }), [
    "createFetch: ttfbTimeout is 45 milliseconds. If seconds were meant, use 45000",
  ]);
  assert.deepEqual(warningsOf({ ttfbTimeout: 0, contentTimeout: false, staleTimeout: 100, totalTimeout: 20_000 }), []);
  assert.deepEqual(warningsOf({ ttfbTimeout: 45, fetch: fakeFetch(answers("a")) }), []);
});

Deno.test("createFetch() says that a policy wasn't called", async () => {
  for (const options of [{ hedge }, { firstByteOn: event }, { formats: [event] }]) {
    assert.throws(() => createFetch(untyped(options)), /got a function: was its call meant\?$/);
  }
  assert.throws(() => createFetch(untyped(llm)), /Cannot use options: .*was its call meant\?$/);
  const fetch = createFetch(untyped({ ttfbTimeout: llmCutoff, fetch: fakeFetch(answers("a")) }));
  await assert.rejects(fetch(UPSTREAM), /Cannot use ttfbTimeout: .*was its call meant\?$/);
});

Deno.test("createFetch() says that a promise has to be awaited", () => {
  const options = untyped({ ttfbTimeout: Promise.resolve(1) });

  assert.throws(() => createFetch(options), /Cannot use ttfbTimeout: .*got a promise: await it$/);
});

Deno.test("createFetch() says that a controller is no signal, before any dispatch", async () => {
  const underneath = fakeFetch(answers("a"));
  const init = untyped({ signal: new AbortController() });

  await assert.rejects(createFetch({ fetch: underneath })(UPSTREAM, init), /got an AbortController: pass its signal$/);
  assert.equal(underneath.calls.length, 0);
});
