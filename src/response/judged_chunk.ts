import type { Chunk } from "../events/life_sign.ts";
import type { StreamJudge, Verdict } from "../formats/format.ts";

/** A chunk of a body, which is judged once at most. */
export class JudgedChunk implements Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #judge: StreamJudge | undefined;
  #verdict: Verdict | undefined;

  /**
   * @param bytes The bytes.
   * @param judge Judges the body, if a format was recognized. It gets each chunk once, in order.
   */
  constructor(bytes: Uint8Array<ArrayBuffer>, judge: StreamJudge | undefined) {
    this.bytes = bytes;
    this.#judge = judge;
  }

  verdict(): Verdict | undefined {
    return this.#verdict ??= this.#judge?.push(this.bytes);
  }

  /** Passes it to the judge, unless its verdict was read. */
  skim(): void {
    if (!this.#verdict) this.#judge?.skim(this.bytes);
  }
}
