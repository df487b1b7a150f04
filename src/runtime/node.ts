import { causeChain } from "./cause_chain.ts";
import { DefaultBody } from "./default_body.ts";
import { isReceived } from "./is_received.ts";
import type { Connection, ConnectionOptions, Runtime } from "./runtime.ts";
import { areCopyable, globalDispatcher } from "./undici_agent.ts";
import { isUnroutable, UndiciRoute } from "./undici_route.ts";
import { web } from "./web.ts";

// Milliseconds that undici waits for the headers, and between two chunks.
const UNDICI_LIMIT = 300_000;
const TIMEOUTS = new Set<unknown>(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** Node. Its `fetch` is undici's, which accepts a dispatcher. */
export const node: Runtime = {
  ...web,
  connect,
  // The check takes three readers.
  openBody: (response, body) => new DefaultBody(body, isReceived(response) || undefined),
  isPlatformTimeout: (error) => causeChain(error).some((link) => "code" in link && TIMEOUTS.has(link.code)),
};

function connect(
  { init, fetch = globalThis.fetch, isFresh: wanted, patience }: ConnectionOptions,
): Connection | undefined {
  // A dispatcher of the caller can't be copied.
  if ("dispatcher" in init || !isUndici(fetch)) return undefined;
  // A mock has no limits, and `fetch` has to recognize it as a mock.
  if (globalDispatcher(1)?.isMockActive || globalDispatcher(2)?.isMockActive) return undefined;
  const isFresh = wanted && areCopyable();
  const isPatient = patience === false || patience > UNDICI_LIMIT;
  if (!isFresh && !isPatient) return undefined;
  // Our own timers replace undici's.
  const route = new UndiciRoute({ isFresh, limits: isPatient ? { headersTimeout: 0, bodyTimeout: 0 } : {} });
  return { init: { dispatcher: route }, isFresh, refused: isUnroutable, close: () => route.close() };
}

/**
 * Returns whether a `fetch` is Node's or undici's own. A wrapper may use its own dispatcher, such as a proxy, which
 * ours would replace.
 */
function isUndici(fetch: unknown): boolean {
  return typeof fetch === "function" && /\breturn (await )?fetchImpl\(/.test(Function.prototype.toString.call(fetch));
}
