import assert from "node:assert/strict";
import { abortable } from "../../src/time/abortable.ts";
import { countingSignal } from "../fixtures/counting_signal.ts";

Deno.test("abortable() settles as its promise does", async () => {
  const { signal } = new AbortController();
  const error = new Error("mine");
  assert.equal(await abortable(Promise.resolve(5), signal), 5);
  await assert.rejects(abortable(Promise.reject(error), signal), (thrown) => thrown === error);
});

Deno.test("abortable() rejects as soon as its signal aborts, with its very reason", async () => {
  for (const reason of [new Error("mine"), "mine", null, 0]) {
    const controller = new AbortController();
    const pending = abortable(new Promise(() => {}), controller.signal);
    controller.abort(reason);
    await assert.rejects(pending, (thrown) => thrown === reason);
    await assert.rejects(abortable(new Promise(() => {}), AbortSignal.abort(reason)), (thrown) => thrown === reason);
  }
});

Deno.test("abortable() leaves no listener on a signal that has aborted already", async () => {
  const { controller, signal, listeners } = countingSignal();
  controller.abort("mine");
  await assert.rejects(abortable(new Promise(() => {}), signal), (thrown) => thrown === "mine");
  assert.equal(listeners.size, 0);
});

Deno.test("abortable() prefers its signal's reason to the error that the abort caused", async () => {
  // A runtime may have its own promises reject before the event of the abort reaches anybody.
  const signal = Object.assign(new EventTarget(), { aborted: false, reason: undefined as unknown });
  const { promise, reject } = Promise.withResolvers<never>();
  const pending = abortable(promise, signal as AbortSignal);
  Object.assign(signal, { aborted: true, reason: "mine" });
  reject(new DOMException("generic", "AbortError"));
  await assert.rejects(pending, (thrown) => thrown === "mine");
});

Deno.test("abortable() leaves no late rejection unhandled", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  await assert.rejects(abortable(promise, AbortSignal.abort("mine")), (thrown) => thrown === "mine");
  reject(new Error("late"));
  await new Promise((resolve) => setTimeout(resolve, 0));
});
