import assert from "node:assert/strict";
import { anySignal } from "../src/any_signal.ts";

Deno.test("anySignal() aborts with the reason of the signal that does first, and only once", () => {
  for (const first of [0, 1]) {
    const controllers = [new AbortController(), new AbortController()] as const;
    const reason = new Error("mine");
    const signal = anySignal(controllers[0].signal, controllers[1].signal);
    let aborts = 0;
    signal.addEventListener("abort", () => aborts++);
    assert.equal(signal.aborted, false);

    controllers[first]?.abort(reason);
    controllers[1 - first]?.abort("late");

    assert.equal(signal.reason, reason);
    assert.equal(aborts, 1);
  }
});

Deno.test("anySignal() has aborted where one of its signals had", () => {
  const { signal } = new AbortController();
  assert.equal(anySignal(AbortSignal.abort("mine"), signal).reason, "mine");
  assert.equal(anySignal(signal, AbortSignal.abort("mine")).reason, "mine");
});

Deno.test("anySignal() aborts neither of its signals", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  anySignal(one.signal, other.signal);
  one.abort("mine");
  assert.equal(other.signal.aborted, false);
});

Deno.test("anySignal() returns a signal as it is where there is no other", () => {
  const { signal } = new AbortController();
  assert.equal(anySignal(signal, undefined), signal);
});
