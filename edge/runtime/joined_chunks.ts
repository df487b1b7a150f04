import { joinBytes } from "../body/join_bytes.ts";

type Chunk = Uint8Array<ArrayBuffer>;

interface Runtime {
  readonly Deno?: unknown;
  readonly setImmediate?: (callback: () => void) => unknown;
}

const { Deno, setImmediate } = globalThis as Runtime;

// Bytes from which on no more are waited for.
const ENOUGH = 64 * 2 ** 10;
// Milliseconds that a chunk waits for others at most: they may come without end.
const LONGEST_WAIT = 5;
// Chunks that go on without a look for others after one that was in vain: twice as many after each, up to this.
const MOST_SKIPPED = 15;
const SMALLEST_BUFFER = 4 * 2 ** 10;
const LARGEST_BUFFER = 256 * 2 ** 10;

/**
 * Joins the chunks of a body that have come already: on Deno each HTTP chunk is a
 * chunk of the body, and so would be a packet to the client, however many came in
 * one. The first is never held back; another is for two turns of the event loop,
 * in which what follows it would show, and for 5 ms in all while more does. Other
 * runtimes join themselves.
 *
 * @param body A body of the platform's `fetch`; at most a chunk of it is read ahead.
 * @returns The body of those chunks, or the source itself where they cannot be joined.
 */
export function joinedChunks(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  if (!Deno || !setImmediate) return body;
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: "byob" });
  } catch {
    return body;
  }
  return new ReadableStream(new JoinedSource(reader), { highWaterMark: 0 });
}

class JoinedSource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #reader: ReadableStreamBYOBReader;
  #buffer = new ArrayBuffer(SMALLEST_BUFFER);
  #chunks: Chunk[] = [];
  #bytes = 0;
  #reading: Promise<void> | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #toSkip = 1;
  #skipped = 0;

  constructor(reader: ReadableStreamBYOBReader) {
    this.#reader = reader;
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (this.#isOpen && this.#bytes === 0) await (this.#reading ?? this.#read());
    if (this.#skipped < this.#toSkip) this.#skipped++;
    else await this.#look();
    if (this.#bytes > 0) controller.enqueue(this.#join());
    else if (this.#failure) throw this.#failure.error;
    if (this.#ended) controller.close();
  }

  async cancel(reason: unknown): Promise<void> {
    // An error that nobody was told of is nobody's any more.
    if (!this.#failure) await this.#reader.cancel(reason);
  }

  get #isOpen(): boolean {
    return !this.#ended && !this.#failure;
  }

  #read(): Promise<void> {
    const reading = this.#reader.read(new Uint8Array(this.#buffer));
    return this.#reading = reading.then((result) => this.#take(result), (error) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#reading = undefined;
    this.#failure = { error };
  }

  #take({ done, value }: ReadableStreamReadResult<Chunk>): void {
    this.#reading = undefined;
    this.#ended = done;
    if (done) return;
    const size = Math.min(Math.max(value.byteLength * 2, SMALLEST_BUFFER), LARGEST_BUFFER);
    // To copy a small chunk is cheaper than a buffer for each.
    const keepsBuffer = value.buffer.byteLength === size;
    this.#buffer = keepsBuffer ? value.buffer : new ArrayBuffer(size);
    this.#chunks.push(keepsBuffer ? value.slice() : value);
    this.#bytes += value.byteLength;
  }

  /** Waits for the chunks that are there right behind those read. */
  async #look(): Promise<void> {
    const until = performance.now() + LONGEST_WAIT;
    while (this.#isOpen && this.#bytes < ENOUGH && performance.now() < until) {
      this.#read();
      await turn();
      if (this.#reading) await turn();
      if (this.#reading) break;
    }
    this.#skipped = 0;
    this.#toSkip = this.#chunks.length > 1 ? 0 : Math.min(this.#toSkip * 2 + 1, MOST_SKIPPED);
  }

  #join(): Uint8Array {
    const chunks = this.#chunks;
    const bytes = this.#bytes;
    this.#chunks = [];
    this.#bytes = 0;
    const [first] = chunks;
    return first && chunks.length === 1 ? first : joinBytes(chunks, bytes);
  }
}

let turning: Promise<void> | undefined;

/** Resolves in the next turn of the event loop, one for all who wait for it. */
function turn(): Promise<void> {
  return turning ??= new Promise((resolve) => {
    setImmediate?.(() => {
      turning = undefined;
      resolve();
    });
  });
}
