import type { Resumption } from "../resume/resume_policy.ts";
import { type Bytes, type Leg, WatchedSource, type WatchOptions } from "./watched_source.ts";

/** Resumes a body that broke off. */
export interface Resumer {
  /** Follows the bytes that the caller reads. */
  readonly resumption: Resumption;
  /**
   * Fetches the rest of the answer.
   *
   * @param error The error that the body broke off with.
   * @param over Aborts when the body is cancelled.
   * @returns The response that continues; `undefined` if the server says that nothing follows.
   * @throws The error for the body.
   */
  resume(error: unknown, over: AbortSignal): Promise<Leg | undefined>;
  /**
   * Returns the error for the body if a response doesn't continue it.
   *
   * @param error The error that the body broke off with.
   * @param reason What the resumption threw.
   */
  refuse(error: unknown, reason: unknown): unknown;
}

/** The source of a body that is resumed after a break. */
export class ResumedSource extends WatchedSource {
  readonly #resumer: Resumer;
  /** Aborts the current resumption. */
  #over: AbortController | undefined;
  #broken: unknown;
  #giveUp: ((reason: unknown) => void) | undefined;

  constructor(options: WatchOptions, resumer: Resumer) {
    super(options);
    this.#resumer = resumer;
  }

  /** Reads a chunk, and gives up when the clock runs out. It doesn't rely on the platform's signal. */
  override pull(): Promise<void> {
    this.startClock();
    const { body, signal } = this.leg;
    return new Promise((resolve) => {
      let waits = true;
      const goOn = (next: () => Promise<void> | void) => {
        if (!waits) return;
        waits = false;
        resolve(next());
      };
      this.#giveUp = (reason) => goOn(() => this.break(reason));
      body.read().then(
        (result) => goOn(() => this.take(result)),
        // A runtime may reject with its own error before it calls our listener.
        (error) => goOn(() => this.break(signal.aborted ? signal.reason : error)),
      );
    });
  }

  override cancel(reason: unknown): Promise<void> {
    if (!this.#over) return super.cancel(reason);
    this.closeCancelled();
    // The broken body was cancelled already. A second cancel would reject with its error.
    this.#over.abort(reason);
    return Promise.resolve();
  }

  protected override handHeld(chunk: Bytes): void {
    const bytes = this.passed(chunk);
    // Counted now: until here, the chunk was judged as part of a response, not of the answer.
    this.isProgress(bytes);
    this.hand(bytes);
  }

  protected override passed(chunk: Bytes): Bytes {
    try {
      return this.#resumer.resumption.push(chunk);
    } catch (reason) {
      throw this.#resumer.refuse(this.#broken, reason);
    }
  }

  protected override end(): Promise<void> | void {
    const { judge, truncated } = this.options;
    const { resumption } = this.#resumer;
    const { complete, rest } = resumption.end();
    if (rest.byteLength > 0) judge?.skim(rest);
    const end = this.judgedEnd();
    const isWhole = resumption.whole || complete && (end?.complete ?? true);
    if (truncated && !isWhole) return this.break(truncated(this.bytes, end));
    this.hand(rest);
    this.finish();
  }

  /** Does nothing, since the next read notices the break and resumes. */
  protected override notice(): void {}

  protected override break(error: unknown): Promise<void> | void {
    if (!this.isOpen) return;
    return this.#resumer.resumption.whole ? this.end() : this.#resume(error);
  }

  protected override abort(): void {
    const { signal, stale } = this.leg;
    if (stale.expired && this.#giveUp) this.#giveUp(signal.reason);
    else this.fail(signal.reason);
  }

  async #resume(error: unknown): Promise<void> {
    this.unlisten();
    this.leg.stale.stop();
    this.leg.body.cancel(error).catch(() => {});
    this.#over = new AbortController();
    this.#broken = error;
    try {
      const leg = await this.#resumer.resume(error, this.#over.signal);
      if (!this.isOpen) return void leg?.body.cancel(error).catch(() => {});
      if (!leg) return await this.end();
      this.leg = leg;
      this.#over = undefined;
      this.listen();
      if (this.isOpen) await this.pull();
    } catch (final) {
      if (this.isOpen) this.hand(this.#resumer.resumption.rest());
      this.fail(final);
    }
  }
}
