const LF = 10;
const CR = 13;
const COLON = 58;
const MARK = [0xef, 0xbb, 0xbf];

/**
 * Splits the bytes of an event stream, wherever they are cut, into blocks that can be handed out by themselves: an event
 * with the blank line that ends it, a comment between events, or a blank line. The blocks in order are the stream, byte
 * for byte.
 *
 * A CR ends a line at once. An LF behind it, if that comes in the next chunk, is a block of its own: it changes nothing.
 */
export class EventBlocks {
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #pending = 0;
  /** What the line begins with: nothing yet, a colon, or the name of a field. */
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
    // A copy: who reads what came before may transfer the chunk.
    if (start < length) this.#hold(chunk.slice(start));
    return blocks;
  }

  /** Returns the bytes of the block that isn't whole, and begins anew. */
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

  /** Tells whether the end of the line is the end of a block. */
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

/** Joins bytes in order; what lies side by side in memory isn't copied. */
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

/** Removes the byte order mark that bytes may begin with. */
export function withoutMark(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return MARK.every((byte, index) => bytes[index] === byte) ? bytes.subarray(MARK.length) : bytes;
}
