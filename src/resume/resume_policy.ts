import type { FetchRequest } from "../request/fetch_request.ts";

/** The request that continues an answer after a break. */
export interface Continuation {
  /** Its URL; by default the URL that answered. Always the same origin. */
  readonly url?: string | undefined;
  /** Headers to add, by lower-case name. The method is GET, without a body. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds that the server asks to wait first. */
  readonly delay?: number | undefined;
}

/** Verdict on the response to a continuation. */
export type Acceptance =
  | { readonly kind: "continues" }
  /** The server says that nothing follows: the answer is whole. */
  | { readonly kind: "ends" }
  /**
   * The response doesn't continue the answer exactly. `reason` is a clause for the error, such as `its ETag changed`.
   * If `transient`, the same continuation may succeed later, and {@linkcode Resumption.next} returns it again.
   */
  | { readonly kind: "refused"; readonly reason: string; readonly transient: boolean };

/** Follows one answer over all of its responses. Pure: no timers, no fetch. */
export interface Resumption {
  /** Whether the answer is whole already. Then a broken connection is its end. */
  readonly whole: boolean;
  /**
   * Takes the next chunk of the response.
   *
   * @returns The bytes that the caller may read now, in order. There may be none.
   * @throws {Error} If a response that was accepted doesn't continue the answer after all. The message is a clause,
   * like the reason of a refusal. The answer can't be continued then.
   */
  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /**
   * Takes the clean end of a response.
   *
   * @returns Whether this ends the answer. If so, `rest` holds the bytes that were still held back. If not, it's a
   * break: call {@linkcode next}.
   */
  end(): { readonly complete: boolean; readonly rest: Uint8Array<ArrayBuffer> };
  /**
   * Returns the request that continues exactly behind the last byte that {@linkcode push} returned, and drops the bytes
   * held back. `undefined` if the answer can't be continued: then the caller gets `rest()` before the error.
   */
  next(): Continuation | undefined;
  /** Returns the bytes held back, when the answer can't be continued. */
  rest(): Uint8Array<ArrayBuffer>;
  /** Judges the response to a continuation by its status and headers. */
  accept(response: Response): Acceptance;
}

/** A way to resume an answer after a break. */
export interface ResumePolicy {
  /** Name of the policy, such as `"range"`. */
  readonly name: string;
  /**
   * Begins to follow the answer to a request.
   *
   * @returns The object that follows the answer; `undefined` if it couldn't be resumed exactly.
   */
  follow(request: FetchRequest, response: Response): Resumption | undefined;
}
