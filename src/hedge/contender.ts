import { Attempt, type Retry } from "../attempt/attempt.ts";
import type { AttemptEvent, AttemptHost } from "../attempt/attempt_host.ts";
import { isNetworkError } from "../attempt/is_network_error.ts";
import { retryAfter } from "../attempt/retry_after.ts";
import { type Loss, retryDelay } from "../attempt/retry_delay.ts";
import type { AttemptRecord } from "../outcome/attempt_record.ts";
import type { BodyClose } from "../response/watched_source.ts";

/** How a contender ended. */
export interface Outcome {
  readonly contender: Contender;
  readonly response?: Response;
  /** The retry that may follow. */
  readonly retry?: Retry;
  /** What it failed with. */
  readonly error?: unknown;
}

/** The race that a contender runs in. */
export interface Race {
  /** Whether another attempt may follow. */
  readonly hasNext: boolean;
  /** Whether no other attempt is running. */
  readonly isAlone: boolean;
  /** Ends the others. It's called in the turn in which a contender is committed. */
  win(contender: Contender, record: AttemptRecord): void;
  /** Hands out the first refusal, if all running attempts are refusals, and no other attempt follows. */
  releaseRefusal(): void;
}

/** One of several attempts that run at once. Once another has won, it's no longer recorded or observed. */
export class Contender extends Attempt {
  readonly #race: Race;
  readonly #hedge: boolean;
  readonly #lost: AbortController;
  #outcome: Promise<Outcome> | undefined;
  #release: (() => void) | undefined;
  #status: number | undefined;
  #isRecorded = false;
  /** Milliseconds until it was refused with a status that would be retried if attempts were left. */
  #refusedAfter: number | undefined;

  /**
   * @param host The call.
   * @param number Number of the attempt, from `1`.
   * @param race The race.
   * @param hedge Whether another is still running.
   */
  constructor(host: AttemptHost, number: number, race: Race, hedge: boolean, lost = new AbortController()) {
    super(host, number, lost.signal);
    this.#race = race;
    this.#hedge = hedge;
    this.#lost = lost;
  }

  /** Resolves when it has ended, and never rejects. */
  get outcome(): Promise<Outcome> {
    return this.#outcome ??= this.#run();
  }

  /** Hands out a held refusal as the answer; `undefined` if there's none. */
  get release(): (() => void) | undefined {
    return this.#release;
  }

  /** Begins it. */
  start(): void {
    this.#outcome ??= this.#run();
  }

  /** Aborts it, since another was committed first. */
  lose(): void {
    if (this.#lost.signal.aborted || this.#isRecorded) return;
    const { number: attempt, elapsed, cutoffs } = this;
    this.host.record({
      attempt,
      cutoff: cutoffs.ttfb,
      ...(this.host.format && { contentCutoff: cutoffs.content }),
      elapsed: this.#refusedAfter ?? elapsed,
      status: this.#status,
      outcome: this.#refusedAfter === undefined ? "lost" : "status",
      hedge: this.#hedge,
    }, this.request);
    this.host.tell({ attempt, type: "lost", elapsed });
    this.#lost.abort(new DOMException("Another attempt was committed first", "AbortError"));
  }

  protected override decide(loss: Loss): number | undefined {
    if (this.#lost.signal.aborted) return undefined;
    if (this.#race.hasNext) return retryDelay(loss, this.request, this.host.options);
    // If its body breaks, or ends without content, after the last attempt, it's lost only if others are still running.
    const { reason, status, error } = loss;
    const isBroken = reason === "truncated" || reason === "network" && status !== undefined && isNetworkError(error);
    return isBroken && !this.#race.isAlone ? 0 : undefined;
  }

  protected override hold(status: number, headers: Headers): Promise<void> | undefined {
    this.#status = status;
    if (this.#lost.signal.aborted || !this.#isRefusal(status, headers)) return undefined;
    return new Promise((resolve) => {
      this.#release = () => {
        this.#release = undefined;
        resolve();
      };
      this.#lost.signal.addEventListener("abort", () => this.#release?.(), { once: true });
      this.#race.releaseRefusal();
    });
  }

  protected override tell(event: AttemptEvent): void {
    if (this.#lost.signal.aborted) return;
    this.host.tell(event.type === "attempt" ? { ...event, hedge: this.#hedge } : event);
  }

  protected override record(record: AttemptRecord): void {
    if (this.#lost.signal.aborted) return;
    this.#isRecorded = true;
    // The losers are recorded first, since the last attempt of a timing belongs to the response.
    if (record.outcome === "response") this.#race.win(this, record);
    super.record({ ...record, hedge: this.#hedge });
  }

  protected override close(how: BodyClose, attempt?: number): void {
    // The call ends with the winner's body, not with a loser's.
    if (!this.#lost.signal.aborted) super.close(how, attempt);
  }

  async #run(): Promise<Outcome> {
    try {
      const result = await this.run();
      if ("delay" in Object(result)) return { contender: this, retry: result as Retry, error: (result as Retry).error };
      const response = result as Response;
      if (!this.#lost.signal.aborted) return { contender: this, response };
      // It was committed in the same turn in which it lost.
      response.body?.cancel(this.#lost.signal.reason).catch(() => {});
      return { contender: this, error: this.#lost.signal.reason };
    } catch (error) {
      return { contender: this, error };
    }
  }

  /** Returns whether a response is a refusal, which is handed out only if nothing better comes. */
  #isRefusal(status: number, headers: Headers): boolean {
    if (status !== 429 && status < 500) return false;
    const { statusCodes, maxRetryAfter } = this.host.options.retry;
    // Without a cutoff, nothing would end the wait for a better one. Without hedging, this would be the answer.
    if (!this.cutoffs.ttfb && !this.#hedge) return false;
    const isListed = statusCodes.includes(status);
    if (this.#race.hasNext && isListed && (retryAfter(headers) ?? 0) <= maxRetryAfter) return false;
    if (isListed) this.#refusedAfter = this.elapsed;
    return true;
  }
}
