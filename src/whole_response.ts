import type { FaithfulResponse } from "./faithful_response.ts";

/** Constructs a response around a body that is all in one chunk, as long as a signal does not abort. */
export type WholeResponse = new (
  original: Response,
  body: BodyInit,
  chunk: Uint8Array,
  signal: AbortSignal | null | undefined,
) => FaithfulResponse;

const decoder = new TextDecoder();

/**
 * Makes the class of the responses whose body is all in one chunk: what most ask
 * of them, they answer by the chunk, not by a stream of it.
 *
 * @param Base The core's class, which so need not be bundled apart.
 */
export function wholeResponse(Base: typeof FaithfulResponse): WholeResponse {
  return class extends Base {
    static {
      this.prototype.constructor = Response;
    }

    readonly #chunk: Uint8Array;
    readonly #signal: AbortSignal | null | undefined;

    constructor(...[original, body, chunk, signal]: ConstructorParameters<WholeResponse>) {
      super(original, body);
      this.#chunk = chunk;
      this.#signal = signal;
    }

    override async text(): Promise<string> {
      return this.#use() ? decoder.decode(this.#chunk) : await super.text();
    }

    override async json(): Promise<unknown> {
      return this.#use() ? JSON.parse(decoder.decode(this.#chunk)) : await super.json();
    }

    /** Uses the body up, unless it was used, or nobody may any more: to say so is the platform's. */
    #use(): boolean {
      const { body, bodyUsed } = this;
      if (!body || body.locked || bodyUsed || this.#signal?.aborted) return false;
      // A clone's reading used the chunk.
      if (!this.#chunk.byteLength) return false;
      body.getReader().cancel();
      return true;
    }
  };
}
