import { DefaultBody } from "./default_body.ts";
import { FrugalBody } from "./frugal_body.ts";
import { isReceived } from "./is_received.ts";
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
    // What a wrapper does with a client, perhaps in the place of its own, can't be known.
    connect: (options) => (options.fetch ?? globalThis.fetch) === platformFetch ? connect(deno, options) : undefined,
    openBody,
    marksDecoded,
  };
}

/** Opens a client of its own, which heeds the same proxies and certificates of the environment as the default one. */
function connect(deno: DenoGlobal, { init, isFresh }: ConnectionOptions): Connection | undefined {
  // A client of the caller's can't be opened a second time.
  if (!isFresh || "client" in init) return undefined;
  try {
    const client = deno.createHttpClient?.({});
    return client && { init: { client }, isFresh, refused: () => false, close: () => client.close() };
  } catch {
    // Without permission for a client, the attempt stays on the pool.
    return undefined;
  }
}

function openBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): OpenBody {
  try {
    // Not every stream of a program's own, once it closes, answers a read that brought a buffer.
    if (isReceived(response)) return new FrugalBody(body);
  } catch {
    // It isn't a byte stream.
  }
  return new DefaultBody(body);
}

/**
 * Tells whether Deno decoded a body, which it marks from 2.9 on; before, it took the headers away.
 *
 * @see {@link https://github.com/denoland/deno/issues/20548}
 */
function isDecoded({ headers, body }: Response, request: { readonly headers: Headers }): boolean {
  const coding = headers.get("content-encoding")?.trim() ?? "";
  if (!body || !/^(gzip|br)$/i.test(coding) || Number(headers.get("content-length") ?? NaN) === 0) return false;
  const sent = request.headers;
  return !sent.has("range") && !/^identity$/i.test(sent.get("accept-encoding") ?? "");
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [has = 0, minorOfIt = 0] = version.split(".").map(Number);
  return has > major || has === major && minorOfIt >= minor;
}
