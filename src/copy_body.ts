import type { abortable } from "./abortable.ts";
import type { delay } from "./delay.ts";
import { setHeader } from "./set_header.ts";
import type { Timer } from "./timer.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

// Milliseconds, within which the body of a `Request` can be read that was made of anything but a stream. JSON may ask for
// a stream of events, which only the whole of it tells: that is worth the wait for a slow writer.
const PATIENCE = 250;
const JSON_PATIENCE = 10_000;
// undici 6 cannot send bytes a second time, to where a redirect points; a file's it can. Node 20 has no navigator.
const SPENDS_BYTES = /^Node\.js\/2[0-3]/.test(globalThis.navigator?.userAgent ?? "Node.js/20");

// Requests whose body a call has copied, or is about to.
const claimed = new WeakSet<Request>();

/** What it takes of a request to copy its body. */
export interface BodySender {
  /** How it is sent. */
  readonly init: RequestInit;
  /** What it was made from, if that is a `Request`. */
  readonly source: Request | undefined;
  /** A copy of its headers. */
  readonly headers: Headers;
  /** Why it can be sent only once, if that is so. */
  once?: string;
  /** Whether its body is said to be JSON. */
  isJson(): boolean;
  /** Sends it. */
  dispatch(fetch: UnderlyingFetch, extra: RequestInit, ttfb?: Timer): Promise<Response>;
}

/**
 * Has a request send the bytes of its body from now on, which are read from a
 * copy of it. Apart from the core, so that nobody loads it whose bodies are text.
 *
 * @param request The request.
 * @param copy The copy: a clone of the request's source where the body is that one's.
 * @param limit Most bytes to read of a form or a file, or of a `Request`.
 * @param signal What ends the reading, if anything does.
 * @param wait The core's `delay()`.
 * @param until The core's `abortable()`.
 * @returns The bytes, or `undefined` where there are none to be had, or more, or where a `Request` still waits for
 * them: then the request is as it was.
 * @throws The signal's reason, or what reading failed with; the bodies are cancelled with it.
 */
export async function copyBody(
  request: BodySender,
  copy: Request | Response,
  limit: number,
  signal: AbortSignal | null | undefined,
  wait: typeof delay,
  until: typeof abortable,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { init: { body }, source } = request;
  const isClone = !(copy instanceof Response);
  // Bun no longer has the type once it was asked for the body.
  const type = copy.headers.get("content-type") ?? "";
  const isForm = type.startsWith("multipart/");
  // A class that the platform does not know is made a text of; the caller's own `fetch` may know it.
  const isForeign = !isClone && type.startsWith("text/plain") && !(body instanceof Blob);
  if (!copy.body || isForeign || leastSize(body) > limit) return undefined;
  // What was at hand is in the copy already; the caller may have written over its own since.
  const isAtHand = body instanceof ArrayBuffer || ArrayBuffer.isView(body) || body instanceof URLSearchParams;
  const reader = copy.body.getReader();
  const over = new AbortController();
  try {
    if (isClone) claim(source);
    const reading: Promise<Uint8Array<ArrayBuffer> | number | undefined>[] = [
      readUpTo(isAtHand ? Infinity : limit, reader),
    ];
    // A stream that its writer goes on with must not be waited for: the answer may come before its end.
    if (isClone) reading.push(wait(request.isJson() ? JSON_PATIENCE : PATIENCE, over.signal));
    // Some runtimes leave a read under way unsettled when its stream is cancelled.
    const read = await until(Promise.race(reading), signal);
    if (typeof read === "number") request.once = "its body is a stream";
    const bytes = typeof read === "number" ? undefined : read;
    // A form's type names the boundary between its parts. A request's is among its headers, unless `init` has others.
    if (bytes) sendBytes(request, bytes, isClone ? "" : type);
    else if (isClone || !isForm) reader.cancel().catch(() => {});
    // What was copied is used up, as the platform would have it.
    if (bytes && isClone) source?.body?.cancel().catch(() => {});
    return bytes;
  } catch (error) {
    // Node 26 fills the body of a form in the background, and ends the process where that was cancelled.
    if (!isForm) reader.cancel(error).catch(() => {});
    // What was cloned is cancelled only together with its clone.
    if (!isForm && isClone) source?.body?.cancel(error).catch(() => {});
    throw error;
  } finally {
    over.abort();
  }
}

/** Has a request send bytes, of a type unless that is none. */
function sendBytes(request: BodySender, bytes: Uint8Array<ArrayBuffer>, type: string): void {
  request.init.body = bytes;
  if (SPENDS_BYTES) sendAsFile(request, bytes);
  if (type) setHeader(request, "content-type", type);
}

/** Makes a request's body one call's alone, another of the same turn refused. A lock would have Bun send it no more. */
function claim(source: Request | undefined): void {
  if (!source) return;
  if (claimed.has(source)) {
    throw new TypeError("Cannot send the Request: expected an unused body, got one that another call sends");
  }
  claimed.add(source);
}

/** Gives the platform's `fetch` a file, which undici 6 can send twice; another may take bytes alone. */
function sendAsFile(request: BodySender, bytes: Uint8Array<ArrayBuffer>): void {
  const { dispatch } = request;
  const body = new Blob([bytes]);
  request.dispatch = (fetch, extra, ttfb) =>
    dispatch.call(request, fetch, fetch === globalThis.fetch ? { body, ...extra } : extra, ttfb);
}

/** Returns how many bytes a body has at least, as far as that is known before it is read. */
function leastSize(body: BodyInit | null | undefined): number {
  if (body instanceof Blob) return body.size;
  if (!(body instanceof FormData)) return 0;
  return [...body.values()].reduce((sum, value) => sum + (typeof value === "string" ? value.length : value.size), 0);
}

async function readUpTo(
  limit: number,
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    size += value.byteLength;
    if (size > limit) return undefined;
    chunks.push(value);
  }
}
