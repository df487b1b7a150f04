import type { Chunk } from "../events/life_sign.ts";
import type { StreamJudge, Verdict } from "../formats/format.ts";

/** A chunk of a body, judged once at most, whoever asks. */
export class JudgedChunk implements Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #judge: StreamJudge | undefined;
  #verdict: Verdict | undefined;

  /**
   * @param bytes The bytes.
   * @param judge Judges the body, where a format was recognized; it gets each chunk of it once, in order.
   */
  constructor(bytes: Uint8Array<ArrayBuffer>, judge: StreamJudge | undefined) {
    this.bytes = bytes;
    this.#judge = judge;
  }

  verdict(): Verdict | undefined {
    return this.#verdict ??= this.#judge?.push(this.bytes);
  }

  /** Shows it to the judge, if nobody has asked for the verdict. */
  skim(): void {
    if (!this.#verdict) this.#judge?.skim(this.bytes);
  }
}
