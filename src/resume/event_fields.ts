const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
const [DATA, ID, RETRY] = ["data", "id", "retry"].map((name) => new TextEncoder().encode(name)) as [Name, Name, Name];
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

type Name = Uint8Array;

/** A part of a block. */
type Part = readonly [start: number, end: number];

/**
 * The fields of one block of an event stream, read from its bytes: text is made of those alone that are asked for.
 *
 * The parser of `events()` doesn't serve here: it keeps the id of an event without data to itself.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation}
 */
export class EventFields {
  /** The last `id`, perhaps empty; `undefined` where there is none. */
  readonly id: string | undefined;
  /** The last valid `retry`, in milliseconds. */
  readonly retry: number | undefined;
  readonly #block: Uint8Array;
  readonly #data: Part[] = [];

  constructor(block: Uint8Array) {
    this.#block = block;
    const hasReturn = block.includes(CR);
    for (let start = 0; start < block.length;) {
      const end = hasReturn ? endOfLine(block, start) : block.indexOf(LF, start);
      const line: Part = [start, end < 0 ? block.length : end];
      const data = valueOf(block, line, DATA);
      if (data) this.#data.push(data);
      this.id = this.#idOf(line) ?? this.id;
      this.retry = this.#retryOf(line) ?? this.retry;
      start = line[1] + 1;
    }
  }

  /** Whether there is any `data`. */
  get hasData(): boolean {
    return this.#data.length > 0;
  }

  /** The lines of `data`, joined by LF; empty without such a line. */
  get data(): string {
    return this.#data.map((part) => this.#text(part)).join("\n");
  }

  #idOf(line: Part): string | undefined {
    const part = valueOf(this.#block, line, ID);
    const id = part && this.#text(part);
    return id?.includes("\0") ? undefined : id;
  }

  #retryOf(line: Part): number | undefined {
    const part = valueOf(this.#block, line, RETRY);
    const retry = part ? this.#text(part) : "";
    return /^\d+$/.test(retry) ? Number(retry) : undefined;
  }

  #text([start, end]: Part): string {
    return decoder.decode(this.#block.subarray(start, end));
  }
}

/** Returns where the value of a line is, if it's a field of that name. */
function valueOf(block: Uint8Array, [start, end]: Part, name: Name): Part | undefined {
  const behind = start + name.length;
  if (behind > end) return undefined;
  for (let index = 0; index < name.length; index++) if (block[start + index] !== name[index]) return undefined;
  if (behind === end) return [end, end];
  if (block[behind] !== COLON) return undefined;
  const hasSpace = behind + 1 < end && block[behind + 1] === SPACE;
  return [behind + (hasSpace ? 2 : 1), end];
}

function endOfLine(block: Uint8Array, start: number): number {
  let index = start;
  while (index < block.length && block[index] !== LF && block[index] !== CR) index++;
  return index;
}
