import { DefaultBody } from "./default_body.ts";
import { FrugalBody } from "./frugal_body.ts";
import { isReceived } from "./is_received.ts";
import type { Connection, ConnectionOptions, OpenBody, Runtime } from "./runtime.ts";
import { web } from "./web.ts";

/** The part of the global `Deno` that is used. */
export interface DenoGlobal {
  readonly version: { readonly deno: string };
  createHttpClient?(options: object): { close(): void };
}

/**
 * Creates the runtime for Deno.
 *
 * @param deno The global `Deno`.
 */
export function createDeno(deno: DenoGlobal): Runtime {
  const platformFetch = globalThis.fetch;
  const marksDecoded = isAtLeast(deno.version.deno, 2, 9) ? isDecoded : web.marksDecoded;
  return {
    ...web,
    // A wrapper may use its own client, which ours would replace.
    connect: (options) => (options.fetch ?? globalThis.fetch) === platformFetch ? connect(deno, options) : undefined,
    openBody,
    marksDecoded,
  };
}

/** Opens a client. It uses the proxies and certificates of the environment, like the default one. */
function connect(deno: DenoGlobal, { init, isFresh }: ConnectionOptions): Connection | undefined {
  // A client of the caller can't be copied.
  if (!isFresh || "client" in init) return undefined;
  try {
    const client = deno.createHttpClient?.({});
    return client && { init: { client }, isFresh, refused: () => false, close: () => client.close() };
  } catch {
    // Without the permission to create a client, the attempt uses the pool.
    return undefined;
  }
}

function openBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): OpenBody {
  try {
    // A byte stream of a program may leave a BYOB read pending when it closes.
    if (isReceived(response)) return new FrugalBody(body);
  } catch {
    // It isn't a byte stream.
  }
  return new DefaultBody(body);
}

/**
 * Returns whether Deno decoded a body. It marks such a response since 2.9, and removed the headers before.
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
