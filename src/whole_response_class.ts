import type { FaithfulResponse } from "./faithful_response.ts";

/** Constructs a response around a body that is all in one chunk, which the body, if it is a stream, detaches once it is read. */
export type WholeResponseClass = new (original: Response, body: BodyInit, chunk: Uint8Array) => FaithfulResponse;

const decoder = new TextDecoder();

/**
 * Makes the class of the responses whose body is all in one chunk: what most ask
 * of them, they answer by the chunk, not by a stream of it.
 *
 * @param Base The core's class, which so need not be bundled apart.
 */
export function wholeResponseClass(Base: typeof FaithfulResponse): WholeResponseClass {
  return class WholeResponse extends Base {
    static {
      this.prototype.constructor = Response;
    }

    readonly #chunk: Uint8Array;

    constructor(original: Response, body: BodyInit, chunk: Uint8Array) {
      super(original, body);
      this.#chunk = chunk;
    }

    override async text(): Promise<string> {
      return this.#use() ? decoder.decode(this.#chunk) : await super.text();
    }

    override async json(): Promise<unknown> {
      return this.#use() ? JSON.parse(decoder.decode(this.#chunk)) : await super.json();
    }

    /** Uses the body up, unless it was used already: to refuse that is the platform's. */
    #use(): boolean {
      const { body, bodyUsed } = this;
      // The stream has the chunk once it was read: by a clone, of which no use of this body tells.
      if (!body || body.locked || bodyUsed || !this.#chunk.byteLength) return false;
      body.getReader().cancel();
      return true;
    }
  };
}
