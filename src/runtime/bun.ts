import type { Connection, ConnectionOptions, Runtime } from "./runtime.ts";
import { web } from "./web.ts";

// Bun's own limit on the silence of a socket, in milliseconds.
const IDLE_LIMIT = 300_000;

const platformFetch = globalThis.fetch;

/** Bun, which keeps a request from its pool, or from its limit, where `fetch` is asked to. */
export const bun: Runtime = {
  ...web,
  connect,
  isPlatformTimeout,
  // It loses the type where a body is a stream that was made in JavaScript; what has none, it takes for text.
  blobType: (headers) => headers.get("content-type") ?? "text/plain;charset=utf-8",
};

/** @see {@link https://bun.com/reference/globals/BunFetchRequestInit} */
function connect(
  { init, fetch = globalThis.fetch, isFresh: wanted, patience }: ConnectionOptions,
): Connection | undefined {
  // The caller's own choices stand. Neither changes the way.
  const isFresh = wanted && !("keepalive" in init);
  const isPatient = fetch === platformFetch && (patience === false || patience > IDLE_LIMIT) && !("timeout" in init);
  if (!isFresh && !isPatient) return undefined;
  return {
    init: { ...(isFresh && { keepalive: false }), ...(isPatient && { timeout: false }) },
    isFresh,
    refused: () => false,
    close() {},
  };
}

// It looks like the reason of `AbortSignal.timeout()`.
function isPlatformTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
