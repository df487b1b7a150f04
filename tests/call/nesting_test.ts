import assert from "node:assert/strict";
import { Nesting } from "../../src/call/nesting.ts";

Deno.test("Nesting finds a call endless that lies in ten others, each made by a dispatch of the one before", () => {
  const nesting = new Nesting();
  let signal: AbortSignal | undefined;
  for (let depth = 0; depth < 10; depth++) {
    assert.equal(nesting.isEndless(signal), false);
    const dispatch = new AbortController().signal;
    nesting.add(dispatch, signal);
    signal = dispatch;
  }

  assert.equal(nesting.isEndless(signal), true);
});

Deno.test("Nesting doesn't count calls beside each other, however many", () => {
  const nesting = new Nesting();
  const { signal } = new AbortController();
  for (let call = 0; call < 100; call++) nesting.add(new AbortController().signal, signal);

  assert.equal(nesting.isEndless(signal), false);
  assert.equal(nesting.isEndless(null), false);
});
