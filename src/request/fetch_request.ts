/** A request as `guard`, `ttfbTimeout`, `shouldRetry` and `targets` see it. */
export interface FetchRequest {
  /** Absolute URL. */
  readonly url: string;
  /** Method, in upper case. */
  readonly method: string;
  /** A copy of the headers. */
  readonly headers: Headers;
  /** Bytes of the body; `0` without one, `undefined` where they cannot be told before it is sent. */
  readonly bodyBytes: number | undefined;
  /** Returns the body where it is text or bytes at hand, `undefined` otherwise. */
  text(): string | undefined;
  /** Returns the parsed JSON body, `undefined` where there is none; it is parsed once. */
  json(): unknown;
}
