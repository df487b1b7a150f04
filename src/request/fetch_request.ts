import type { StreamRequest } from "./stream_request.ts";

/** A request as `guard`, `ttfbTimeout`, `shouldRetry`, `targets` and the formats see it. */
export interface FetchRequest {
  /** Absolute URL. */
  readonly url: string;
  /** Method, in upper case. */
  readonly method: string;
  /** A copy of the headers. */
  readonly headers: Headers;
  /** Bytes of the body; `0` without one, `undefined` where they aren't known before it is sent. */
  readonly bodyBytes: number | undefined;
  /** The stream that it asks for, where one of `formats` recognizes it. */
  readonly stream?: StreamRequest | undefined;
  /** Returns the body where it is text or bytes at hand, `undefined` otherwise. */
  text(): string | undefined;
  /** Returns the parsed JSON body, `undefined` where there is none. */
  json(): unknown;
}
