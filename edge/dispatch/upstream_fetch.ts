import type { UnderlyingFetch } from "../../mod.ts";
import { http1Fetch } from "./http1_fetch.ts";
import { joinChunks } from "../runtime/join_chunks.ts";
import { isEventStream } from "../headers/is_event_stream.ts";
import { wholeEvents } from "../body/whole_events.ts";
import { StatusError } from "./status_error.ts";

/** What the proxy adds to `init` for {@linkcode upstreamFetch}. The library passes unknown members on. */
export interface DispatchInit {
  /** Length of the body in bytes, if it's known. */
  readonly uploadLength?: number;
  /** Is called with a function that returns whether the last event of the answer has come. */
  readonly watchEvents?: (hasEnded: () => boolean) => void;
}

/**
 * Creates the `fetch` that the library calls for each attempt.
 *
 * @param fetch Sends the request; by default {@linkcode http1Fetch}.
 * @returns The `fetch`. A proxy needs a single one, since the library remembers origins by it.
 */
export function upstreamFetch(fetch: UnderlyingFetch | undefined): UnderlyingFetch {
  return async (input, { uploadLength, watchEvents, ...init }: RequestInit & DispatchInit = {}) => {
    const response = await (fetch ? fetch(input, init) : http1Fetch(input, init, uploadLength));
    const { status } = response;
    if (status < 200 || status > 599) {
      await response.body?.cancel();
      throw new StatusError(status);
    }
    return isEncodedNothing(response) ? await withoutBody(response) : prepare(response, watchEvents);
  };
}

/** Checks for an empty body with a content encoding. A decoder would take it for one that broke off. */
function isEncodedNothing({ headers }: Response): boolean {
  return headers.get("content-length") === "0" && headers.has("content-encoding");
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

/** Joins the chunks of a response, and makes cut-off events an error. */
function prepare(response: Response, watchEvents: DispatchInit["watchEvents"]): Response {
  const { status, statusText, headers, body, type } = response;
  // Only bodies of the platform: another byte stream may leave a BYOB read pending when it closes.
  let joined: ReadableStream<Uint8Array> | null = body && type === "basic" ? joinChunks(body) : body;
  if (joined && isEventStream(headers)) {
    const events = wholeEvents(joined);
    joined = events.body;
    watchEvents?.(events.hasEnded);
  }
  // `new Response()` rejects some reason phrases that runtimes accept from a server.
  const isPrintable = !/[^ -~]/.test(statusText);
  if (joined === body && isPrintable) return response;
  return new Response(joined, { status, statusText: isPrintable ? statusText : "", headers });
}
