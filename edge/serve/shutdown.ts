import type { ObservedRequest, RequestObserver } from "../observe/request_observer.ts";
import { type Deferred, deferred } from "../runtime/deferred.ts";
import { ShutdownError } from "../answer/shutdown_error.ts";

// Milliseconds that what was broken off has to end in.
const LAST_WORDS_TIME = 1_000;

/** Knows what is under way, and ends it when its time is over. */
export class Shutdown implements RequestObserver {
  readonly #open = new Set<ObservedRequest>();
  #begun: Deferred<void> | undefined;

  /** Whether no request is to be taken any more. */
  get hasBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** Requests under way. */
  get open(): number {
    return this.#open.size;
  }

  begin(record: ObservedRequest): void {
    this.#open.add(record);
  }

  end(record: ObservedRequest): void {
    this.#open.delete(record);
    if (this.#open.size === 0) this.#begun?.resolve();
  }

  /**
   * Lets what is under way finish.
   *
   * @param time Milliseconds after which it's broken off, each stream with its last words.
   * @returns Resolves once nothing is under way, or a second after that was broken off.
   */
  async drain(time: number): Promise<void> {
    const { promise, resolve } = this.#begun ??= deferred<void>();
    if (this.#open.size === 0) resolve();
    const timers = [
      setTimeout(() => this.#breakOff(), time),
      // Who is still uploading may never hear of it.
      setTimeout(resolve, time + LAST_WORDS_TIME),
    ];
    await promise;
    for (const timer of timers) clearTimeout(timer);
  }

  #breakOff(): void {
    for (const record of this.#open) record.stop(new ShutdownError());
  }
}
