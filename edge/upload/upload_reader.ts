import { deferred } from "../runtime/deferred.ts";
import { ClientBodyError } from "./client_body_error.ts";

// Bytes for which a client gets the whole limit again.
const BYTES_OF_LIMIT = 2 ** 20;
// Milliseconds. A timer with more would fire at once.
const LONGEST_TIMER = 2 ** 31 - 1;

/** Result of a read. */
export type UploadResult = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;

/** Reads a client's body within a time limit. What was read can be put back. */
export class UploadReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  /** Milliseconds; `0` sets no limit. */
  readonly #limit: number;
  /** Milliseconds that are left. */
  #left: number;
  readonly #unread: (UploadResult | Promise<UploadResult>)[] = [];

  /**
   * Constructs a new {@linkcode UploadReader} instance.
   *
   * @param body The body, which gets locked.
   * @param limit Milliseconds that the client may take for its body, and as many again for each MiB of it; `false` or
   * `0` sets no limit. Only time in which a read waits counts.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, limit: number | false) {
    this.#reader = body.getReader();
    this.#limit = limit || 0;
    this.#left = this.#limit;
  }

  /**
   * Reads the next chunk that isn't empty. On Deno, a body begins with an empty one.
   *
   * @returns The chunk, or the end of the body.
   * @throws {ClientBodyError} If the client breaks the body off, or is too slow.
   */
  async read(): Promise<UploadResult> {
    const unread = this.#unread.shift();
    if (unread) return unread;
    for (;;) {
      const result = await this.#inTime(this.#reader.read());
      if (result.done || result.value.byteLength > 0) return result;
    }
  }

  /** Puts a result back. Results are read again in the order in which they were put back. */
  unread(result: UploadResult | Promise<UploadResult>): void {
    this.#unread.push(result);
  }

  /** Cancels the rest of the body. */
  async cancel(reason: unknown): Promise<void> {
    await this.#reader.cancel(reason);
  }

  async #inTime(reading: Promise<UploadResult>): Promise<UploadResult> {
    const startedAt = performance.now();
    const late = deferred<never>();
    const giveUp = () => late.reject(new ClientBodyError());
    const timer = this.#limit > 0 ? setTimeout(giveUp, Math.min(this.#left, LONGEST_TIMER)) : undefined;
    try {
      const result = await Promise.race([reading, late.promise]);
      const earned = this.#limit * (result.value?.byteLength ?? 0) / BYTES_OF_LIMIT;
      this.#left += earned - (performance.now() - startedAt);
      return result;
    } catch (error) {
      if (error instanceof ClientBodyError) this.cancel(error).catch(() => {});
      throw error instanceof ClientBodyError ? error : new ClientBodyError(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
