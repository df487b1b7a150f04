import { joinBytes } from "./join_bytes.ts";

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
// No other field of an event begins with these.
const D_OF_DATA = 0x64;
const I_OF_ID = 0x69;

const NOTHING = new Uint8Array();

// A larger event goes out in pieces, so that a stream costs no more memory than this.
const MAX_HELD_BYTES = 64 * 2 ** 10;

/**
 * Cuts a stream of Server-Sent Events at the ends of events, so that one that
 * breaks off in the middle of an event can still be given a last one of its own.
 *
 * Comments pass line by line. Some servers put no blank line between events, so
 * the lines before each further `data` line pass, too. An event with an `id` is
 * held until it is whole: a reader that knew the `id` of a torn one would resume
 * behind what never came.
 */
export class EventBoundary {
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #atLineStart = true;
  #inComment = false;
  #afterCR = false;
  /** Whether lines of an event have gone by that no blank line has ended yet. */
  #open = false;
  #hasData = false;
  #hasId = false;
  /** Whether the last byte let through was in the middle of a line. */
  #tornLine = false;
  #tornId = false;

  /**
   * Takes the next bytes.
   *
   * @param chunk Bytes as they came.
   * @returns What of them, and of the bytes held before, may go on; it may be empty.
   */
  push(chunk: Uint8Array): Uint8Array {
    const cut = this.#cut(chunk);
    const stillHeld = cut === undefined ? this.#heldBytes + chunk.byteLength : chunk.byteLength - cut;
    if (stillHeld > MAX_HELD_BYTES) {
      this.#tornLine = !this.#atLineStart;
      this.#tornId = this.#hasId;
      return this.#release(chunk);
    }
    if (cut === undefined) {
      this.#hold(chunk);
      return NOTHING;
    }
    this.#tornLine = false;
    const passed = this.#release(cut === chunk.byteLength ? chunk : chunk.subarray(0, cut));
    if (cut < chunk.byteLength) this.#hold(chunk.subarray(cut));
    return passed;
  }

  /** Returns what is held, for a stream that ended well. */
  rest(): Uint8Array {
    return this.#release(NOTHING);
  }

  /** Whether what was let through ends in the middle of a line, and what is held doesn't end it. */
  get isLineTorn(): boolean {
    return this.#tornLine && !this.#atLineStart;
  }

  /** What has to come before an event that is to follow the bytes let through. */
  get separator(): string {
    return this.#tornLine ? "\n" : "";
  }

  /** Whether the `id` of an event was let through that is not complete: an event that followed would tell it. */
  get hasTornId(): boolean {
    return this.#tornId;
  }

  #hold(bytes: Uint8Array): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.byteLength;
  }

  #release(bytes: Uint8Array): Uint8Array {
    if (this.#held.length === 0) return bytes;
    const all = joinBytes([...this.#held, bytes], this.#heldBytes + bytes.byteLength);
    this.#held = [];
    this.#heldBytes = 0;
    return all;
  }

  /** Returns how many bytes of a chunk may go on with those held, or `undefined` where none may. */
  #cut(chunk: Uint8Array): number | undefined {
    const { byteLength } = chunk;
    // Nearly every chunk ends with an event: whatever came before, that settles it.
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
      this.#tornId =
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
