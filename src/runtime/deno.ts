import { DefaultBody } from "./default_body.ts";
import { FrugalBody } from "./frugal_body.ts";
import type { Connection, ConnectionOptions, OpenBody, Runtime } from "./runtime.ts";
import { web } from "./web.ts";

/** What this needs of the global `Deno`. */
export interface DenoGlobal {
  readonly version: { readonly deno: string };
  createHttpClient?(options: object): { close(): void };
}

/**
 * Creates what Deno does in ways of its own.
 *
 * @param deno The global `Deno`.
 */
export function createDeno(deno: DenoGlobal): Runtime {
  const platformFetch = globalThis.fetch;
  const marksDecoded = isAtLeast(deno.version.deno, 2, 9) ? isDecoded : web.marksDecoded;
  return {
    ...web,
    connect: (options) => globalThis.fetch === platformFetch ? connect(deno, options) : undefined,
    openBody,
    marksDecoded,
  };
}

/** Opens a client of its own, which heeds the same proxies and certificates of the environment as the default one. */
function connect(deno: DenoGlobal, { init, fetch, isFresh }: ConnectionOptions): Connection | undefined {
  // A client of the caller's, in `init` or behind a `fetch` of its own, can't be opened a second time.
  if (!isFresh || fetch || "client" in init) return undefined;
  try {
    const client = deno.createHttpClient?.({});
    return client && { init: { client }, isFresh, refused: () => false, close: () => client.close() };
  } catch {
    // Where none can be had, the pool's will have to do.
    return undefined;
  }
}

function openBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): OpenBody {
  // Only what came from the platform's `fetch`: not every stream of a program's own, once it closes, answers a read that
  // brought a buffer.
  const isReceived = response.type === "basic" && Object.getPrototypeOf(response) === Response.prototype;
  try {
    if (isReceived) return new FrugalBody(body);
  } catch {
    // It only says that it came from there.
  }
  return new DefaultBody(body);
}

/**
 * Tells whether Deno decoded a body, which it marks from 2.9 on; before, it took the headers away.
 *
 * @see {@link https://github.com/denoland/deno/issues/20548}
 */
function isDecoded({ headers, body }: Response, sent: Headers): boolean {
  const coding = headers.get("content-encoding")?.trim() ?? "";
  if (!body || !/^(gzip|br)$/i.test(coding) || Number(headers.get("content-length") ?? NaN) === 0) return false;
  return !sent.has("range") && !/^identity$/i.test(sent.get("accept-encoding") ?? "");
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [has = 0, minorOfIt = 0] = version.split(".").map(Number);
  return has > major || has === major && minorOfIt >= minor;
}
