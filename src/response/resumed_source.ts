import type { Resumption } from "../resume/resume_policy.ts";
import { type Bytes, type Leg, WatchedSource, type WatchOptions } from "./watched_source.ts";

/** Goes on with a body that broke off. */
export interface Resumer {
  /** Follows what is handed out. */
  readonly resumption: Resumption;
  /**
   * Fetches what follows.
   *
   * @param error What the body broke off with.
   * @param over Aborts when nobody reads the body any more.
   * @returns The response that continues; `undefined` if the server says that nothing follows.
   * @throws What the body is to error with.
   */
  resume(error: unknown, over: AbortSignal): Promise<Leg | undefined>;
  /**
   * Returns what the body errors with when a response that was to continue it doesn't.
   *
   * @param error What the body broke off with.
   * @param reason What the resumption threw.
   */
  refuse(error: unknown, reason: unknown): unknown;
}

/** The source of a body that goes on behind a break, with another response. */
export class ResumedSource extends WatchedSource {
  readonly #resumer: Resumer;
  /** Aborts a resumption under way. */
  #over: AbortController | undefined;
  #broken: unknown;
  #giveUp: ((reason: unknown) => void) | undefined;

  constructor(options: WatchOptions, resumer: Resumer) {
    super(options);
    this.#resumer = resumer;
  }

  /** Gives a read up on its clock, whether or not the platform heeds the signal. */
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
        // A runtime may reject with an error of its own before it calls our listener.
        (error) => goOn(() => this.break(signal.aborted ? signal.reason : error)),
      );
    });
  }

  override cancel(reason: unknown): Promise<void> {
    if (!this.#over) return super.cancel(reason);
    this.closeCancelled();
    // What broke was cancelled already, and would reject with what it broke with.
    this.#over.abort(reason);
    return Promise.resolve();
  }

  protected override handHeld(chunk: Bytes): void {
    const bytes = this.passed(chunk);
    // Whoever read the chunk judged a response. The answer is judged as it's handed out.
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

  /** A read finds the break, and resumes. */
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
