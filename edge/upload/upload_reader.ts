import { deferred } from "../runtime/deferred.ts";
import { ClientBodyError } from "./client_body_error.ts";

// For each MiB that came, a client is given as long again.
const BYTES_OF_LIMIT = 2 ** 20;
// A timer of more milliseconds would end at once.
const LONGEST_TIMER = 2 ** 31 - 1;

/** What a read of a body brings. */
export type UploadResult = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;

/** Reads a client's body, waiting no longer for it than a limit allows; what was read can be put back. */
export class UploadReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  /** Milliseconds; `0` sets no limit. */
  readonly #limit: number;
  /** Milliseconds that it may still wait for the client. */
  #left: number;
  readonly #unread: (UploadResult | Promise<UploadResult>)[] = [];

  /**
   * Constructs a new {@linkcode UploadReader} instance.
   *
   * @param body The body; it is locked.
   * @param limit Milliseconds that the client may take for it, and as many again for each MiB of it; `false` or `0` sets no limit.
   * Only those count in which a read waits.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, limit: number | false) {
    this.#reader = body.getReader();
    this.#limit = limit || 0;
    this.#left = this.#limit;
  }

  /**
   * Reads the next chunk that isn't empty; Deno's bodies begin with one that is.
   *
   * @throws {ClientBodyError} If the client breaks it off, or is too slow.
   */
  async read(): Promise<UploadResult> {
    const unread = this.#unread.shift();
    if (unread) return unread;
    for (;;) {
      const result = await this.#inTime(this.#reader.read());
      if (result.done || result.value.byteLength > 0) return result;
    }
  }

  /** Puts back what was read, behind what was put back before. */
  unread(result: UploadResult | Promise<UploadResult>): void {
    this.#unread.push(result);
  }

  /** Lets go of the rest. */
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
