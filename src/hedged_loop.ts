import type { Call } from "./call.ts";
import { Contender, type Outcome } from "./contender.ts";
import type { AttemptRecord } from "./errors.ts";
import { hedgeAfter, type HedgeState, hedgeState } from "./hedge_state.ts";
import type { HedgeOptions } from "./hedge_options.ts";
import type { LoopTools } from "./loop_tools.ts";
import { sleepUntil, untilAfforded, type Wait } from "./wait.ts";

/** When the next attempt starts, and whether it would without hedging, too: if not, only within the budget. */
interface Due {
  readonly at: number;
  readonly replaces: boolean;
}

/**
 * Attempts a call as {@linkcode retryLoop} does, but starts the next attempt while
 * those before still wait for their first byte. The first *byte* wins, and in the
 * same turn the others are aborted and their bodies cancelled. A refusal for now
 * (429 or 5xx) wins only where no other attempt is left.
 *
 * @param call The call, which is guarded.
 * @param options When to start the next attempt, and how often that may be.
 * @param tools How to attempt, and to wait.
 * @returns The response of the attempt whose first byte came first.
 * @see {@link https://research.google/pubs/the-tail-at-scale/}
 */
export async function hedgedLoop(call: Call, options: HedgeOptions, tools: LoopTools): Promise<Response> {
  return await new HedgeRace(call, options, tools).run();
}

/** The attempts of one call, several of which may run at once. */
class HedgeRace {
  readonly #call: Call;
  readonly #options: HedgeOptions;
  readonly #tools: LoopTools;
  readonly #state: HedgeState;
  readonly #running = new Set<Contender>();
  /** Those that would not run without hedging. */
  readonly #extra = new Set<Contender>();
  #due: Due | undefined;
  #won = false;

  constructor(call: Call, options: HedgeOptions, tools: LoopTools) {
    this.#call = call;
    this.#options = options;
    this.#tools = tools;
    this.#state = hedgeState(options, call);
  }

  async run(): Promise<Response> {
    const { budget } = this.#state;
    this.#call.signal?.throwIfAborted();
    budget.earn();
    this.#start();
    for (;;) {
      const outcome = await nextOutcome(this.#running, this.#wait());
      if (outcome) {
        this.#running.delete(outcome.contender);
        if (outcome.response) return outcome.response;
        // The winner's response is on its way.
        if (!this.#won) this.#fail(outcome);
      } else if (this.#due) {
        this.#call.signal?.throwIfAborted();
        if (this.#due.replaces || budget.affords) this.#start();
      }
    }
  }

  #hasNext(): boolean {
    const { attempt, request, options } = this.#call;
    return attempt < (request.once ? 1 : options.retry.maxAttempts);
  }

  #start(): void {
    const { times, budget } = this.#state;
    if (++this.#call.attempt > 1) budget.spend();
    const contender = new Contender(this.#call, {
      number: this.#call.attempt,
      hedge: this.#running.size > 0,
      hasNext: () => this.#hasNext(),
      isAlone: () => this.#running.size === 1,
      tools: this.#tools,
      onFirstByte: (winner, record) => this.#win(winner, record),
      onHold: () => this.#releaseRefusal(),
    });
    if (this.#running.size > 0 && !this.#due?.replaces) this.#extra.add(contender);
    this.#running.add(contender);
    const after = hedgeAfter(this.#options, times, this.#running.size);
    this.#due = after !== undefined && this.#hasNext() ? { at: performance.now() + after, replaces: false } : undefined;
  }

  /** Returns what to wait for beside the attempts that run, if the next one is due. */
  #wait(): Wait | undefined {
    const { budget } = this.#state;
    if (!this.#due) return undefined;
    const { at, replaces } = this.#due;
    const isStarved = !replaces && at <= performance.now() && !budget.affords;
    return isStarved ? untilAfforded(budget) : sleepUntil(at, this.#call.signal, this.#tools);
  }

  #win(winner: Contender, { elapsed, status = 0 }: AttemptRecord): void {
    this.#won = true;
    this.#due = undefined;
    // How fast an error comes says nothing of an answer.
    if (status < 400) this.#state.times.add(elapsed, true);
    for (const contender of this.#running) if (contender !== winner) contender.lose();
  }

  #fail({ contender, retry, error }: Outcome): void {
    this.#call.signal?.throwIfAborted();
    this.#call.cause = error;
    // One that was started because of this one's silence takes its place.
    const heir = retry?.reason === "ttfb" ? [...this.#running].find(({ release }) => !release) : undefined;
    if (retry && !heir && this.#hasNext()) {
      this.#call.tell(retry);
      this.#replace(contender, performance.now() + retry.delay);
    } else {
      if (heir && !this.#extra.has(contender)) this.#extra.delete(heir);
      // What is not to be re-fetched is not hedged, either.
      if (!retry && !this.#due?.replaces) this.#due = undefined;
      if (this.#running.size === 0 && !this.#due) throw error;
      this.#call.tell({ attempt: contender.number, type: "lost", elapsed: contender.elapsed });
    }
    this.#releaseRefusal();
  }

  /** Has another attempt follow one that was lost, within the budget while the attempt still runs that this one hedged. */
  #replace(lost: Contender, at: number): void {
    const isExtra = this.#extra.has(lost) && this.#running.size > 0;
    // Where two were lost, no earlier than either asks for.
    this.#due = this.#due?.replaces ? { at: Math.max(this.#due.at, at), replaces: true } : { at, replaces: !isExtra };
  }

  /** Hands out the refusal that came first, where all that run are refusals, and none is to follow a lost one. */
  #releaseRefusal(): void {
    if (this.#due?.replaces || ![...this.#running].every(({ release }) => release)) return;
    this.#due = undefined;
    const [first] = this.#running;
    first?.release?.();
  }
}

/** Returns the next outcome, or `undefined` where the next attempt is due first. */
async function nextOutcome(
  running: ReadonlySet<Contender>,
  wait: Wait | undefined,
): Promise<Outcome | undefined> {
  const over = new AbortController();
  const outcomes: Promise<Outcome | undefined>[] = [...running].map(({ outcome }) => outcome);
  if (wait) outcomes.push(wait(over.signal));
  try {
    return await Promise.race(outcomes);
  } finally {
    over.abort();
  }
}
