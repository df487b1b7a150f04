import assert from "node:assert/strict";
import { anySignal } from "../../src/time/any_signal.ts";

Deno.test("anySignal() aborts with the reason of the signal that does first, and only once", () => {
  for (const first of [0, 1, 2]) {
    const controllers = Array.from({ length: 3 }, () => new AbortController());
    const reason = new Error("mine");
    const signal = anySignal([undefined, ...controllers.map(({ signal }) => signal), null]);
    let aborts = 0;
    signal?.addEventListener("abort", () => aborts++);
    assert.equal(signal?.aborted, false);

    controllers[first]?.abort(reason);
    for (const controller of controllers) controller.abort("late");

    assert.equal(signal?.reason, reason);
    assert.equal(aborts, 1);
  }
});

Deno.test("anySignal() has aborted if one of its signals had", () => {
  const { signal } = new AbortController();
  assert.equal(anySignal([AbortSignal.abort("mine"), signal])?.reason, "mine");
  assert.equal(anySignal([signal, AbortSignal.abort("mine")])?.reason, "mine");
});

Deno.test("anySignal() aborts none of its signals", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  anySignal([one.signal, other.signal]);
  one.abort("mine");
  assert.equal(other.signal.aborted, false);
});

Deno.test("anySignal() returns a signal unchanged if there is no other, and none of none", () => {
  const { signal } = new AbortController();
  assert.equal(anySignal([undefined, signal, null]), signal);
  assert.equal(anySignal([undefined, null]), undefined);
  assert.equal(anySignal([]), undefined);
});
