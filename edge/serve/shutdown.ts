import type { ObservedRequest, RequestObserver } from "../observe/request_observer.ts";
import { type Deferred, deferred } from "../runtime/deferred.ts";
import { ShutdownError } from "../answer/shutdown_error.ts";

// Milliseconds for stopped requests to send their last message.
const LAST_MESSAGE_TIME = 1_000;

/** Lets open requests finish, and stops them when their time is over. */
export class Shutdown implements RequestObserver {
  readonly #open = new Set<ObservedRequest>();
  #begun: Deferred<void> | undefined;

  /** Whether new requests are refused. */
  get hasBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** Number of open requests. */
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
   * Refuses new requests, and waits for the open ones.
   *
   * @param time Milliseconds after which open requests are stopped. A stream then ends with an error of its API.
   * @returns Resolves once no request is open, or a second after they were stopped.
   */
  async drain(time: number): Promise<void> {
    const { promise, resolve } = this.#begun ??= deferred<void>();
    if (this.#open.size === 0) resolve();
    const timers = [
      setTimeout(() => this.#stopAll(), time),
      // A request that is still uploading may not react.
      setTimeout(resolve, time + LAST_MESSAGE_TIME),
    ];
    await promise;
    for (const timer of timers) clearTimeout(timer);
  }

  #stopAll(): void {
    for (const record of this.#open) record.stop(new ShutdownError());
  }
}
