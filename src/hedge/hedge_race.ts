import type { AttemptHost } from "../attempt/attempt_host.ts";
import type { AttemptRecord } from "../outcome/attempt_record.ts";
import { anySignal } from "../time/any_signal.ts";
import { delay } from "../time/delay.ts";
import { Contender, type Outcome, type Race } from "./contender.ts";
import type { HedgeState } from "./hedge_state.ts";

/** When the next attempt starts, and whether it would also start without hedging. If not, it needs the budget. */
interface Due {
  readonly at: number;
  readonly replaces: boolean;
}

/**
 * The attempts of one call, several of which may run at once. The first one that is committed wins, and in the same
 * turn the others are aborted and their bodies cancelled. A refusal (429 or 5xx) wins only if no other attempt is left.
 */
export class HedgeRace implements Race {
  readonly #call: AttemptHost;
  readonly #state: HedgeState;
  readonly #running = new Set<Contender>();
  /** The attempts that wouldn't run without hedging. */
  readonly #extra = new Set<Contender>();
  #due: Due | undefined;
  #won = false;

  /**
   * @param call The call, which is guarded.
   * @param state What is known of its origin.
   */
  constructor(call: AttemptHost, state: HedgeState) {
    this.#call = call;
    this.#state = state;
  }

  /** Makes the attempts, and returns the response of the winner. */
  async run(): Promise<Response> {
    const { budget } = this.#state;
    this.#call.signal?.throwIfAborted();
    budget.earn();
    this.#start();
    for (;;) {
      const outcome = await this.#nextOutcome();
      if (outcome) {
        this.#running.delete(outcome.contender);
        if (outcome.response) return outcome.response;
        // The winner's response is about to be returned.
        if (!this.#won) this.#fail(outcome);
      } else if (this.#due) {
        this.#call.signal?.throwIfAborted();
        if (this.#due.replaces || budget.affords) this.#start();
      }
    }
  }

  get hasNext(): boolean {
    const { started, request, options } = this.#call;
    return started < (request.once ? 1 : options.retry.maxAttempts);
  }

  get isAlone(): boolean {
    return this.#running.size === 1;
  }

  win(winner: Contender, { elapsed, status = 0 }: AttemptRecord): void {
    this.#won = true;
    this.#due = undefined;
    // The time of an error doesn't tell how long an answer takes.
    if (status < 400) this.#state.times.add(elapsed, true);
    for (const contender of this.#running) if (contender !== winner) contender.lose();
  }

  releaseRefusal(): void {
    if (this.#due?.replaces || ![...this.#running].every(({ release }) => release)) return;
    this.#due = undefined;
    const [first] = this.#running;
    first?.release?.();
  }

  #start(): void {
    const { budget } = this.#state;
    const isHedge = this.#running.size > 0;
    const contender = new Contender(this.#call, this.#call.started + 1, this, isHedge);
    if (++this.#call.started > 1) budget.spend();
    if (isHedge && !this.#due?.replaces) this.#extra.add(contender);
    this.#running.add(contender);
    contender.start();
    const after = this.#state.after(this.#running.size);
    this.#due = after !== undefined && this.hasNext ? { at: performance.now() + after, replaces: false } : undefined;
  }

  /** Returns the next outcome; `undefined` if the next attempt is due first. */
  async #nextOutcome(): Promise<Outcome | undefined> {
    const over = new AbortController();
    const outcomes: Promise<Outcome | undefined>[] = [...this.#running].map(({ outcome }) => outcome);
    if (this.#due) outcomes.push(this.#untilDue(this.#due, over.signal));
    try {
      return await Promise.race(outcomes);
    } finally {
      over.abort();
    }
  }

  async #untilDue({ at, replaces }: Due, over: AbortSignal): Promise<undefined> {
    const { budget } = this.#state;
    const wait = at - performance.now();
    if (!replaces && wait <= 0 && !budget.affords) return await untilAfforded(budget, over);
    // It ends early if the race is over, or if the caller aborts, which is checked next.
    await delay(wait, anySignal([over, this.#call.signal])).catch(() => {});
  }

  #fail({ contender, retry, error }: Outcome): void {
    this.#call.signal?.throwIfAborted();
    this.#call.cause = error;
    const isSilent = retry?.reason === "ttfb" || retry?.reason === "content";
    // An attempt that was started because of this one's silence takes its place.
    const heir = isSilent ? [...this.#running].find(({ release }) => !release) : undefined;
    const attempt = contender.number;
    if (retry && !heir && this.hasNext) {
      const { reason, delay, status } = retry;
      this.#call.tell({ attempt, type: "retry", reason, delay, error, status });
      this.#replace(contender, performance.now() + delay);
    } else {
      if (heir && !this.#extra.has(contender)) this.#extra.delete(heir);
      // An attempt that isn't retried isn't hedged, either.
      if (!retry && !this.#due?.replaces) this.#due = undefined;
      if (this.#running.size === 0 && !this.#due) throw error;
      this.#call.tell({ attempt, type: "lost", elapsed: contender.elapsed });
    }
    this.releaseRefusal();
  }

  /**
   * Lets another attempt follow a lost one. It needs the budget while the attempt that the lost one hedged is running.
   */
  #replace(lost: Contender, at: number): void {
    const isExtra = this.#extra.has(lost) && this.#running.size > 0;
    // If two attempts were lost, the longer wait counts.
    this.#due = this.#due?.replaces ? { at: Math.max(this.#due.at, at), replaces: true } : { at, replaces: !isExtra };
  }
}

function untilAfforded(budget: HedgeState["budget"], over: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const stop = budget.wait(() => resolve(undefined));
    over.addEventListener("abort", stop, { once: true });
  });
}
