import type { UnderlyingFetch } from "../../mod.ts";
import { http1Fetch } from "./http1_fetch.ts";
import { joinedChunks } from "../runtime/joined_chunks.ts";
import { isEventStream } from "../headers/is_event_stream.ts";
import { wholeEvents } from "../body/whole_events.ts";
import { StatusError } from "./status_error.ts";

/** What the proxy puts into `init` for the `fetch` underneath: the library passes on what it does not know. */
export interface DispatchInit {
  /** Bytes of the body, where they're known. */
  readonly uploadLength?: number;
  /** Is given what tells whether the last event of an answer has come. */
  readonly watchEvents?: (hasEnded: () => boolean) => void;
}

/**
 * Makes the `fetch` underneath the library's: one for all requests of a proxy,
 * since what is known of an origin is kept by it.
 *
 * @param fetch The one that sends; by default the platform's, over HTTP/1.1 where it can be told so.
 */
export function upstreamFetch(fetch: UnderlyingFetch | undefined): UnderlyingFetch {
  return async (input, { uploadLength, watchEvents, ...init }: RequestInit & DispatchInit = {}) => {
    const response = await (fetch ? fetch(input, init) : http1Fetch(input, init, uploadLength));
    const { status } = response;
    if (status < 200 || status > 599) {
      await response.body?.cancel();
      throw new StatusError(status);
    }
    return isEncodedNothing(response) ? await withoutBody(response) : remade(response, watchEvents);
  };
}

/** Tells whether there is nothing to decode, which decoders take for a body that broke off. */
function isEncodedNothing({ headers }: Response): boolean {
  return headers.get("content-length") === "0" && headers.has("content-encoding");
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

/** Joins a response's chunks, has events end whole, and drops a reason phrase that a runtime reads, but takes for no other response. */
function remade(response: Response, watchEvents: DispatchInit["watchEvents"]): Response {
  const { status, statusText, headers, body, type } = response;
  // As the platform's are: not every stream of a program's own, once it closes, answers a read that brought a buffer.
  let joined: ReadableStream<Uint8Array> | null = body && type === "basic" ? joinedChunks(body) : body;
  if (joined && isEventStream(headers)) {
    const events = wholeEvents(joined);
    joined = events.body;
    watchEvents?.(events.hasEnded);
  }
  const isPrintable = !/[^ -~]/.test(statusText);
  if (joined === body && isPrintable) return response;
  return new Response(joined, { status, statusText: isPrintable ? statusText : "", headers });
}
