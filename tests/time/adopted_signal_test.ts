import assert from "node:assert/strict";
import { AdoptedSignal, canCompose } from "../../src/time/adopted_signal.ts";

/** A signal of a class that isn't the platform's, and how many listeners it has. */
class ForeignSignal extends EventTarget {
  aborted = false;
  reason: unknown;
  listeners = 0;

  abort(reason: unknown): void {
    Object.assign(this, { aborted: true, reason });
    this.dispatchEvent(new Event("abort"));
  }

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }
}

function adopt(source: ForeignSignal, takesAny = true): AdoptedSignal {
  return new AdoptedSignal(source as unknown as AbortSignal, takesAny);
}

Deno.test("canCompose is true on a platform with AbortSignal.any", () => assert.equal(canCompose, true));

Deno.test("AdoptedSignal is the caller's signal itself, if that's the platform's", () => {
  const { signal } = new AbortController();
  for (const takesAny of [true, false]) {
    assert.equal(new AdoptedSignal(signal, takesAny).signal, signal);
    assert.equal(new AdoptedSignal(undefined, takesAny).signal, undefined);
    assert.equal(new AdoptedSignal(null, takesAny).signal, undefined);
  }
  new AdoptedSignal(signal, true).release();
});

Deno.test("AdoptedSignal follows a polyfill until it's released", () => {
  const [followed, released] = [new ForeignSignal(), new ForeignSignal()];
  const [{ signal }, other] = [adopt(followed), adopt(released)];
  assert.ok(signal instanceof AbortSignal && !signal.aborted);
  other.release();
  for (const source of [followed, released]) source.abort("mine");
  assert.deepEqual([signal.reason, other.signal?.aborted], ["mine", false]);
  assert.equal(released.listeners, 0);
});

Deno.test("AdoptedSignal is aborted at once by a polyfill that is aborted", () => {
  const source = new ForeignSignal();
  source.abort("mine");
  assert.equal(adopt(source).signal?.reason, "mine");
});

Deno.test("AdoptedSignal refuses what the platform's fetch refuses, unless the caller has a fetch of its own", () => {
  assert.throws(() => adopt(new ForeignSignal(), false), TypeError);
});
