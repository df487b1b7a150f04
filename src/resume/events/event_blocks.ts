const LF = 10;
const CR = 13;
const COLON = 58;
const MARK = [0xef, 0xbb, 0xbf];

/**
 * Splits the bytes of an event stream into blocks: an event with its blank line, a comment between events, or a blank
 * line. The blocks in order are the stream, byte for byte. It doesn't matter where the chunks are cut.
 *
 * A CR ends a line at once. If an LF follows in the next chunk, it's its own block, which changes nothing.
 */
export class EventBlocks {
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #pending = 0;
  /** Beginning of the line: nothing yet, a colon, or the name of a field. */
  #line: "start" | "comment" | "field" = "start";
  #inEvent = false;
  #afterReturn = false;

  /** Bytes of the block that isn't whole yet. */
  get pending(): number {
    return this.#pending;
  }

  /** Whether an event has begun that isn't whole yet. */
  get inEvent(): boolean {
    return this.#inEvent;
  }

  /** Takes a chunk, and returns the blocks that it completes; they may be views of it. */
  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
    const blocks: Uint8Array<ArrayBuffer>[] = [];
    const { length } = chunk;
    const hasReturn = chunk.includes(CR);
    let start = 0;
    let index = 0;
    if (this.#afterReturn && length > 0) {
      this.#afterReturn = false;
      if (chunk[0] === LF) {
        index = 1;
        if (this.#pending === 0) {
          blocks.push(chunk.subarray(0, 1));
          start = 1;
        }
      }
    }
    while (index < length) {
      if (this.#line === "start") this.#begin(chunk[index] as number);
      index = hasReturn ? endOfLine(chunk, index) : chunk.indexOf(LF, index);
      if (index < 0) break;
      this.#afterReturn = chunk[index] === CR && index + 1 === length;
      index += chunk[index] === CR && chunk[index + 1] === LF ? 2 : 1;
      if (!this.#endsBlock()) continue;
      blocks.push(this.#take(chunk.subarray(start, index)));
      start = index;
    }
    // A copy, since the reader of the blocks before it may transfer the chunk.
    if (start < length) this.#hold(chunk.slice(start));
    return blocks;
  }

  /** Removes and returns the bytes of the block that isn't whole. */
  flush(): Uint8Array<ArrayBuffer> {
    const rest = concat(this.#parts);
    this.#parts = [];
    this.#pending = 0;
    this.#line = "start";
    this.#inEvent = false;
    this.#afterReturn = false;
    return rest;
  }

  #begin(byte: number): void {
    if (byte === LF || byte === CR) return;
    this.#line = byte === COLON ? "comment" : "field";
    this.#inEvent ||= this.#line === "field";
  }

  /** Returns whether the end of the line ends a block. */
  #endsBlock(): boolean {
    const isBlank = this.#line === "start";
    this.#line = "start";
    if (isBlank) this.#inEvent = false;
    return !this.#inEvent;
  }

  #take(last: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#pending === 0) return last;
    const block = concat([...this.#parts, last]);
    this.#parts = [];
    this.#pending = 0;
    return block;
  }

  #hold(part: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(part);
    this.#pending += part.byteLength;
  }
}

function endOfLine(chunk: Uint8Array, start: number): number {
  for (let index = start; index < chunk.length; index++) {
    if (chunk[index] === LF || chunk[index] === CR) return index;
  }
  return -1;
}

/** Joins bytes in order. Adjacent views of one buffer aren't copied. */
export function concat(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first, ...others] = parts;
  if (!first) return new Uint8Array(0);
  let end = first.byteOffset + first.byteLength;
  let length = first.byteLength;
  let adjoin = true;
  for (const { buffer, byteOffset, byteLength } of others) {
    adjoin &&= buffer === first.buffer && byteOffset === end;
    end = byteOffset + byteLength;
    length += byteLength;
  }
  if (adjoin) return new Uint8Array(first.buffer, first.byteOffset, length);
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

/** Removes a byte order mark at the beginning. */
export function withoutMark(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return MARK.every((byte, index) => bytes[index] === byte) ? bytes.subarray(MARK.length) : bytes;
}
