import assert from "node:assert/strict";

/** Unhandled rejections since this was made; made by {@linkcode unhandledRejections}. */
export interface UnhandledRejections extends Disposable {
  /** Throws if there was one, and forgets it. */
  assertNone(): void;
}

/** Watches for unhandled rejections, which would otherwise end the process. */
export function unhandledRejections(): UnhandledRejections {
  const seen: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    seen.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listener);
  return {
    assertNone: () => assert.deepEqual(seen.splice(0), [], "expected no unhandled rejection"),
    [Symbol.dispose]: () => globalThis.removeEventListener("unhandledrejection", listener),
  };
}
