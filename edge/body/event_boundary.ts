import { HeldBytes, MAX_HELD_BYTES } from "./held_bytes.ts";

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
// Each of these letters begins one field only.
const D_OF_DATA = 0x64;
const I_OF_ID = 0x69;

const NOTHING = new Uint8Array();

/**
 * Cuts a stream of Server-Sent Events at the ends of its events, so that a last event can be appended if the stream
 * breaks off.
 *
 * A comment is passed on as soon as its line is whole. Some servers don't put a blank line between events, so each
 * further `data` line also ends what came before it. An event with an `id` is always held until it's whole: a client
 * that knows the `id` of a partial event would resume behind it, and miss the rest.
 */
export class EventBoundary {
  readonly #held = new HeldBytes();
  #atLineStart = true;
  #inComment = false;
  #afterCR = false;
  /** Whether an event has begun, and no blank line has ended it yet. */
  #open = false;
  #hasData = false;
  #hasId = false;
  /** Whether the bytes passed on end in the middle of a line. */
  #isLinePartial = false;
  #isIdPartial = false;

  /**
   * Takes the next bytes.
   *
   * @param chunk The bytes.
   * @returns The bytes to pass on; they may be empty.
   */
  push(chunk: Uint8Array): Uint8Array {
    const cut = this.#cut(chunk);
    const stillHeld = cut === undefined ? this.#held.length + chunk.byteLength : chunk.byteLength - cut;
    if (stillHeld > MAX_HELD_BYTES) {
      this.#isLinePartial = !this.#atLineStart;
      this.#isIdPartial = this.#hasId;
      return this.#held.release(chunk);
    }
    if (cut === undefined) {
      this.#held.add(chunk);
      return NOTHING;
    }
    this.#isLinePartial = false;
    return this.#held.releaseUpTo(cut, chunk);
  }

  /** Returns the bytes still held, when the stream ended without an error. */
  rest(): Uint8Array {
    return this.#held.release(NOTHING);
  }

  /** Whether the bytes passed on end in the middle of a line that the held bytes don't end either. */
  get isLinePartial(): boolean {
    return this.#isLinePartial && !this.#atLineStart;
  }

  /** Text that separates an appended event from the bytes passed on. */
  get separator(): string {
    return this.#isLinePartial ? "\n" : "";
  }

  /** Whether the `id` of a partial event was passed on. An appended event would make a client use that `id`. */
  get hasPartialId(): boolean {
    return this.#isIdPartial;
  }

  /** Returns how many bytes of a chunk can be passed on; `undefined` if none can. */
  #cut(chunk: Uint8Array): number | undefined {
    const { byteLength } = chunk;
    // The fast path: nearly every chunk ends with an event.
    if (chunk[byteLength - 1] === LF && chunk[byteLength - 2] === LF) {
      this.#atLineStart = true;
      this.#afterCR = false;
      this.#endEvent();
      return byteLength;
    }
    let cut: number | undefined;
    for (let index = 0; index < byteLength; index++) {
      if (this.#beginsMoreData(chunk[index])) cut = index;
      this.#step(chunk[index]);
      if (this.#atLineStart && !this.#open) cut = index + 1;
    }
    return cut;
  }

  #endEvent(): void {
    this.#open =
      this.#hasData =
      this.#hasId =
      this.#isIdPartial =
        false;
  }

  #beginsMoreData(byte: number | undefined): boolean {
    return this.#atLineStart && this.#hasData && !this.#hasId && byte === D_OF_DATA;
  }

  #step(byte: number | undefined): void {
    const afterCR = this.#afterCR;
    this.#afterCR = byte === CR;
    if (byte === LF && afterCR) return;
    if (byte === LF || byte === CR) {
      if (this.#atLineStart) this.#endEvent();
      else if (!this.#inComment) this.#open = true;
      this.#atLineStart = true;
      return;
    }
    if (!this.#atLineStart) return;
    this.#atLineStart = false;
    this.#inComment = byte === COLON;
    if (byte === D_OF_DATA) this.#hasData = true;
    if (byte === I_OF_ID) this.#hasId = true;
  }
}
