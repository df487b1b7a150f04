import { causeChain } from "./cause_chain.ts";
import { DefaultBody } from "./default_body.ts";
import { isReceived } from "./is_received.ts";
import type { Connection, ConnectionOptions, Runtime } from "./runtime.ts";
import { areCopyable, globalDispatcher } from "./undici_agent.ts";
import { isUnroutable, UndiciRoute } from "./undici_route.ts";
import { web } from "./web.ts";

// undici's own limits on the way to the headers and between two chunks, in milliseconds.
const UNDICI_LIMIT = 300_000;
const TIMEOUTS = new Set<unknown>(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** Node, whose `fetch` is undici's, and takes a dispatcher. */
export const node: Runtime = {
  ...web,
  connect,
  // To find that out takes three readers.
  openBody: (response, body) => new DefaultBody(body, isReceived(response) || undefined),
  isPlatformTimeout: (error) => causeChain(error).some((link) => "code" in link && TIMEOUTS.has(link.code)),
};

function connect(
  { init, fetch = globalThis.fetch, isFresh: wanted, patience }: ConnectionOptions,
): Connection | undefined {
  // A dispatcher of the caller's can't be made a second time.
  if ("dispatcher" in init || !isUndici(fetch)) return undefined;
  // A mock would have to be known to `fetch` as one, and has no limits.
  if (globalDispatcher(1)?.isMockActive || globalDispatcher(2)?.isMockActive) return undefined;
  const isFresh = wanted && areCopyable();
  const isPatient = patience === false || patience > UNDICI_LIMIT;
  if (!isFresh && !isPatient) return undefined;
  // Our own timers bound what undici's then don't.
  const route = new UndiciRoute({ isFresh, limits: isPatient ? { headersTimeout: 0, bodyTimeout: 0 } : {} });
  return { init: { dispatcher: route }, isFresh, refused: isUnroutable, close: () => route.close() };
}

/**
 * Tells Node's and undici's own `fetch` from a wrapper in its place, which may put a dispatcher of its own, a proxy's
 * perhaps, where ours would replace it.
 */
function isUndici(fetch: unknown): boolean {
  return typeof fetch === "function" && /\breturn (await )?fetchImpl\(/.test(Function.prototype.toString.call(fetch));
}
