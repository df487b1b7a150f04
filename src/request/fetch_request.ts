import type { StreamRequest } from "./stream_request.ts";

/** A request as `guard`, `ttfbTimeout`, `shouldRetry`, `targets` and the formats see it. */
export interface FetchRequest {
  /** Absolute URL. */
  readonly url: string;
  /** Method, in upper case. */
  readonly method: string;
  /** A copy of the headers. */
  readonly headers: Headers;
  /** Length of the body in bytes; `0` without a body, `undefined` if it isn't known before it's sent. */
  readonly bodyBytes: number | undefined;
  /** The stream that it asks for, if one of `formats` recognizes it. */
  readonly stream?: StreamRequest | undefined;
  /** Returns the body as text; `undefined` if it isn't text or bytes in memory. */
  text(): string | undefined;
  /** Returns the parsed JSON body; `undefined` if there's none. */
  json(): unknown;
}
