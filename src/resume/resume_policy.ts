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
  /** The server says that nothing follows: the answer is whole. */
  | { readonly kind: "ends" }
  /**
   * The response doesn't continue the answer exactly. `reason` is a clause for the error, such as `its ETag changed`.
   * Where `transient`, the same continuation may succeed later: {@linkcode Resumption.next} returns it again.
   */
  | { readonly kind: "refused"; readonly reason: string; readonly transient: boolean };

/** Follows one answer over all the responses that it is made of. Pure: no timers, no fetch. */
export interface Resumption {
  /** Whether the answer is whole already: a break of its connection is its end, then. */
  readonly whole: boolean;
  /**
   * Takes the next chunk of the response.
   *
   * @returns The bytes that the caller may read now, in order; perhaps none.
   * @throws {Error} If a response that was accepted doesn't continue the answer after all. The message is a clause, as a
   * refusal's reason is. Nothing more may be handed out, and nothing resumed.
   */
  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /**
   * Takes the clean end of a response.
   *
   * @returns Whether that is the end of the answer; where it is, `rest` holds the bytes that were still held back. Where
   * it isn't, it's a break like any other: {@linkcode next} is to be called.
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
