import type { AttemptHost } from "./attempt_host.ts";
import { check } from "../checks/check.ts";
import type { CutoffFunction } from "../options/fetch_options.ts";
import { TIMEOUT } from "../options/resolve_options.ts";
import type { CallRequest } from "../request/call_request.ts";

/** How long an attempt may wait; milliseconds, or `false` for no bound. */
export interface Cutoffs {
  /** For its first byte. */
  readonly ttfb: number | false;
  /** For its first content; `false` if it doesn't wait for content. */
  readonly content: number | false;
}

const FIRST_BYTE = 45_000;
// The upload of a large prompt takes time, and so does its processing before the first event.
const PER_MEBIBYTE = 60_000;

/**
 * Returns how long an attempt may wait for its first byte and its first content.
 *
 * A number that the caller gives always wins. Without one, an API that greets early has 45 seconds for its first byte;
 * one that says nothing until it answers has as long as for its content.
 *
 * @param host The call.
 * @param number Number of the attempt, from `1`.
 * @param request What it sends.
 * @throws {TypeError | RangeError} If a function of the caller's returns what isn't a timeout.
 */
export function cutoffs(host: AttemptHost, number: number, request: CallRequest): Cutoffs {
  const { guarded, options: { ttfbTimeout, contentTimeout, retry } } = host;
  if (!guarded) return { ttfb: false, content: false };
  const content = contentCutoff(host, request);
  const grown = (ms: number | false) => ms ? ms * retry.ttfbGrowth ** (number - 1) : false;
  return {
    ttfb: typeof ttfbTimeout === "function"
      ? chosen("ttfbTimeout", ttfbTimeout, host, number, request)
      : grown(ttfbTimeout ?? defaultFirstByte(host, number, request, content)),
    content: typeof contentTimeout === "function" && host.format
      ? chosen("contentTimeout", contentTimeout, host, number, request)
      : grown(content),
  };
}

function contentCutoff({ format, options: { contentTimeout } }: AttemptHost, request: CallRequest): number | false {
  if (!format || !request.stream || typeof contentTimeout === "function") return false;
  return contentTimeout ?? format.contentTimeout(request.stream, request.bodyBytes);
}

function defaultFirstByte(
  { format, options: { retry } }: AttemptHost,
  number: number,
  request: CallRequest,
  content: number | false,
): number | false {
  const sized = FIRST_BYTE + PER_MEBIBYTE * (request.bodyBytes ?? 0) / 2 ** 20;
  if (format && request.stream) {
    return format.greetsEarly ? sized : content || format.contentTimeout(request.stream, request.bodyBytes);
  }
  const isIdempotent = /^(GET|HEAD|OPTIONS)$/.test(request.method);
  // So that a slow answer still comes, as from plain `fetch`.
  if (isIdempotent && number > 1 && number >= retry.maxAttempts) return false;
  return isIdempotent ? FIRST_BYTE : sized;
}

function chosen(
  name: string,
  choose: CutoffFunction,
  host: AttemptHost,
  attempt: number,
  request: CallRequest,
): number | false {
  const cutoff = choose({ attempt, request, bodyBytes: request.bodyBytes, previous: [...host.attempts] });
  check(name, TIMEOUT, cutoff);
  return cutoff || false;
}
