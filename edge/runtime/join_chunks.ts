import { joinBytes } from "../body/join_bytes.ts";

type Chunk = Uint8Array<ArrayBuffer>;

interface Runtime {
  readonly Deno?: unknown;
  readonly setImmediate?: (callback: () => void) => unknown;
}

const { Deno, setImmediate } = globalThis as Runtime;

// Bytes that are handed out without a wait for more.
const ENOUGH = 64 * 2 ** 10;
// Milliseconds that a chunk waits at most, since chunks may come without end.
const LONGEST_WAIT = 5;
// Chunks that are handed out without a wait, after a wait that brought no other. The number doubles up to this.
const MOST_SKIPPED = 15;
const SMALLEST_BUFFER = 4 * 2 ** 10;
const LARGEST_BUFFER = 256 * 2 ** 10;

/**
 * Joins the chunks of a body that have already arrived.
 *
 * On Deno, each HTTP chunk is one chunk of the body, and would become one packet to the client. Other runtimes join
 * chunks themselves. The first chunk is never delayed. A later one waits for two turns of the event loop, and for 5 ms
 * at most while more chunks arrive.
 *
 * @param body A body of the platform's `fetch`. At most one chunk of it is read ahead.
 * @returns The joined body; the source itself if its chunks can't be joined.
 */
export function joinChunks(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
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
    else await this.#readArrived();
    if (this.#bytes > 0) controller.enqueue(this.#join());
    else if (this.#failure) throw this.#failure.error;
    if (this.#ended) controller.close();
  }

  async cancel(reason: unknown): Promise<void> {
    // An error that wasn't reported yet is dropped: the reader doesn't want the body any more.
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
    // A copy of a small chunk is cheaper than a new buffer for each.
    const keepsBuffer = value.buffer.byteLength === size;
    this.#buffer = keepsBuffer ? value.buffer : new ArrayBuffer(size);
    this.#chunks.push(keepsBuffer ? value.slice() : value);
    this.#bytes += value.byteLength;
  }

  /** Reads the chunks that have already arrived. */
  async #readArrived(): Promise<void> {
    const until = performance.now() + LONGEST_WAIT;
    while (this.#isOpen && this.#bytes < ENOUGH && performance.now() < until) {
      this.#read();
      await nextTurn();
      if (this.#reading) await nextTurn();
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

/** Resolves in the next turn of the event loop. All callers share one promise. */
function nextTurn(): Promise<void> {
  return turning ??= new Promise((resolve) => {
    setImmediate?.(() => {
      turning = undefined;
      resolve();
    });
  });
}
