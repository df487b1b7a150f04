const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
const [DATA, ID, RETRY] = ["data", "id", "retry"].map((name) => new TextEncoder().encode(name)) as [Name, Name, Name];
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

type Name = Uint8Array;

/**
 * The fields of one block of an event stream. Only those that are read are decoded to text.
 *
 * The parser of `events()` can't be used here: it doesn't report the id of an event without data.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation}
 */
export class EventFields {
  /** The last `id`, which may be empty; `undefined` if there's none. */
  readonly id: string | undefined;
  /** The last valid `retry`, in milliseconds. */
  readonly retry: number | undefined;
  readonly #block: Uint8Array;
  /** Where each line of `data` starts and ends, one number after another. */
  readonly #data: number[] = [];

  constructor(block: Uint8Array) {
    this.#block = block;
    const hasReturn = block.includes(CR);
    for (let start = 0; start < block.length;) {
      const found = hasReturn ? endOfLine(block, start) : block.indexOf(LF, start);
      const end = found < 0 ? block.length : found;
      if (isField(block, start, end, DATA)) this.#data.push(valueStart(block, start, end, DATA), end);
      else if (isField(block, start, end, ID)) this.id = this.#idIn(start, end) ?? this.id;
      else if (isField(block, start, end, RETRY)) this.retry = this.#retryIn(start, end) ?? this.retry;
      start = end + 1;
    }
  }

  /** Whether there is any `data`. */
  get hasData(): boolean {
    return this.#data.length > 0;
  }

  /** The lines of `data`, joined by LF; empty if there's none. */
  get data(): string {
    const lines: string[] = [];
    for (let index = 0; index < this.#data.length; index += 2) {
      lines.push(this.#text(this.#data[index] as number, this.#data[index + 1] as number));
    }
    return lines.join("\n");
  }

  #idIn(start: number, end: number): string | undefined {
    const id = this.#text(valueStart(this.#block, start, end, ID), end);
    return id.includes("\0") ? undefined : id;
  }

  #retryIn(start: number, end: number): number | undefined {
    const retry = this.#text(valueStart(this.#block, start, end, RETRY), end);
    return /^\d+$/.test(retry) ? Number(retry) : undefined;
  }

  #text(start: number, end: number): string {
    return decoder.decode(this.#block.subarray(start, end));
  }
}

/** Returns whether a line is a field of that name. */
function isField(block: Uint8Array, start: number, end: number, name: Name): boolean {
  // No name has a line end in it, so what matches ends within the line.
  for (let index = 0; index < name.length; index++) if (block[start + index] !== name[index]) return false;
  return start + name.length === end || block[start + name.length] === COLON;
}

function valueStart(block: Uint8Array, start: number, end: number, name: Name): number {
  const behind = start + name.length + 1;
  if (behind >= end) return end;
  return block[behind] === SPACE ? behind + 1 : behind;
}

function endOfLine(block: Uint8Array, start: number): number {
  let index = start;
  while (index < block.length && block[index] !== LF && block[index] !== CR) index++;
  return index;
}
