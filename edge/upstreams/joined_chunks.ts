type Chunk = Uint8Array<ArrayBuffer>;

interface Runtime {
  readonly Deno?: unknown;
  readonly setImmediate?: (callback: () => void) => unknown;
}

const { Deno, setImmediate } = globalThis as Runtime;

// Bytes of a chunk that no other is joined to.
const LARGE = 64 * 2 ** 10;
const SMALLEST_BUFFER = 4 * 2 ** 10;
const LARGEST_BUFFER = 256 * 2 ** 10;
const LONGEST_PAUSE = 15;

/**
 * Joins the chunks of a body that have come already: on Deno each HTTP chunk is a
 * chunk of the body, and so would be a packet to the client, however many came in
 * one. The first is never held back; another is for two turns of the event loop,
 * in which what follows it would show. Other runtimes join themselves.
 *
 * @param body The source; at most a chunk of it is read ahead.
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
  let buffer = new ArrayBuffer(SMALLEST_BUFFER);
  let chunks: Chunk[] = [];
  let reading: Promise<void> | undefined;
  // Chunks to go by before the next look for another right behind: the more, the more looks were in vain.
  let pause = 0;
  let unlooked = 1;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;

  function isOpen(): boolean {
    return !ended && !failure;
  }

  function read(): Promise<void> {
    return reading = reader.read(new Uint8Array(buffer)).then(take, (error: unknown) => {
      reading = undefined;
      failure = { error };
    });
  }

  function take({ done, value }: ReadableStreamReadResult<Chunk>): void {
    reading = undefined;
    ended = done;
    if (done || value.byteLength === 0) return;
    const size = Math.min(Math.max(value.byteLength * 2, SMALLEST_BUFFER), LARGEST_BUFFER);
    const isKept = value.buffer.byteLength === size;
    // To copy a small chunk is cheaper than a buffer for each.
    chunks.push(isKept ? value.slice() : value);
    buffer = isKept ? value.buffer : new ArrayBuffer(size);
  }

  /** Waits for a chunk, and for those that are there right behind it. */
  async function gather(): Promise<void> {
    while (isOpen() && chunks.length === 0) await (reading ?? read());
    if (unlooked-- > 0) return;
    let length = chunks[0]?.byteLength ?? LARGE;
    while (isOpen() && length < LARGE) {
      read();
      await turn();
      if (reading) await turn();
      if (reading) break;
      length += chunks.at(-1)?.byteLength ?? 0;
    }
    pause = chunks.length > 1 ? 0 : Math.min(pause * 2 + 1, LONGEST_PAUSE);
    unlooked = pause;
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      await gather();
      if (chunks.length > 0) controller.enqueue(joined(chunks));
      else if (failure) throw failure.error;
      if (ended) controller.close();
      chunks = [];
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
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

function joined(chunks: readonly Chunk[]): Uint8Array {
  const [first] = chunks;
  if (first && chunks.length === 1) return first;
  const all = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
}
