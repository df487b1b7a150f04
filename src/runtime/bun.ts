import type { Connection, ConnectionOptions, Runtime } from "./runtime.ts";
import { web } from "./web.ts";

// Milliseconds of silence on a socket after which Bun aborts.
const IDLE_LIMIT = 300_000;

const platformFetch: typeof globalThis.fetch & { readonly preconnect?: unknown } = globalThis.fetch;

/** Bun. Options of its `fetch` turn its pool, or its limit, off. */
export const bun: Runtime = {
  ...web,
  connect,
  isPlatformTimeout,
  fetchMembers: { preconnect: platformFetch.preconnect },
  // Bun drops the type of a stream that was made in JavaScript, and takes a body without one for text.
  blobType: (headers) => headers.get("content-type") ?? "text/plain;charset=utf-8",
};

/** @see {@link https://bun.com/reference/globals/BunFetchRequestInit} */
function connect(
  { init, fetch = globalThis.fetch, isFresh: wanted, patience }: ConnectionOptions,
): Connection | undefined {
  // The caller's own options take precedence. Neither changes the route.
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

// Bun's error looks like the reason of `AbortSignal.timeout()`.
function isPlatformTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
