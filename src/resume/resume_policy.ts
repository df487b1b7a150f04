import type { FetchRequest } from "../request/fetch_request.ts";

/** How an answer goes on behind a break. */
export interface Continuation {
  /** Where it is fetched from; by default the URL that answered. Always the same origin. */
  readonly url?: string | undefined;
  /** Headers beside those of the request, as names in lower case; the method is GET, and there is no body. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds that the server asks to wait before it. */
  readonly delay?: number | undefined;
}

/** What becomes of the response to a continuation. */
export type Acceptance =
  | { readonly kind: "continues" }
  /** The server says that nothing follows. */
  | { readonly kind: "ends" }
  /** The response doesn't continue the answer exactly; `reason` is a part of a sentence for the error. */
  | { readonly kind: "refused"; readonly reason: string };

/** Follows one answer over all the responses that it is made of. Pure: no timers, no fetch. */
export interface Resumption {
  /**
   * Takes the next chunk of the response.
   *
   * @returns The bytes that the caller may read now, in order; perhaps none.
   */
  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /**
   * Takes the clean end of a response.
   *
   * @returns Whether the answer is whole; where it is, `rest` holds the bytes that were still held back.
   */
  end(): { readonly complete: boolean; readonly rest: Uint8Array<ArrayBuffer> };
  /**
   * Returns what continues exactly behind the last byte that {@linkcode push} returned, and forgets what was held back.
   * `undefined` where the answer can't be continued: then `rest()` of what was held back is the caller's, before the error.
   */
  next(): Continuation | undefined;
  /** Returns what was held back, for the caller of an answer that can't be continued. */
  rest(): Uint8Array<ArrayBuffer>;
  /** Judges the response to a continuation by its status and headers. */
  accept(response: Response): Acceptance;
}

/** A way to go on after a break. */
export interface ResumePolicy {
  /** Name of the policy, such as `"range"`. */
  readonly name: string;
  /**
   * Begins to follow the answer to a request.
   *
   * @returns What follows it, or `undefined` where the answer could not be resumed exactly.
   */
  follow(request: FetchRequest, response: Response): Resumption | undefined;
}
