import { causeChain } from "./cause_chain.ts";
import type { Connection, ConnectionOptions, Runtime } from "./runtime.ts";
import { web } from "./web.ts";

// Bun's own limit on the silence of a socket, in milliseconds.
const IDLE_LIMIT = 300_000;

/** Bun, which keeps a request from its pool, or from its limit, where `fetch` is asked to. */
export const bun: Runtime = {
  ...web,
  connect,
  isPlatformTimeout,
  // It loses the type where a body is a stream that was made in JavaScript; what has none, it takes for text.
  blobType: (headers) => headers.get("content-type") ?? "text/plain;charset=utf-8",
};

/** @see {@link https://bun.com/reference/globals/BunFetchRequestInit} */
function connect({ init, fetch, isFresh: wanted, patience }: ConnectionOptions): Connection | undefined {
  // The caller's own choices stand; so does the way, which neither changes.
  const isFresh = wanted && !("keepalive" in init);
  const isPatient = !fetch && (patience === false || patience > IDLE_LIMIT) && !("timeout" in init);
  if (!isFresh && !isPatient) return undefined;
  return {
    init: { ...(isFresh && { keepalive: false }), ...(isPatient && { timeout: false }) },
    isFresh,
    refused: () => false,
    close() {},
  };
}

function isPlatformTimeout(error: unknown): boolean {
  return causeChain(error).some((link) => "code" in link && link.code === "ETIMEDOUT");
}
