import type { Call } from "./call.ts";
import { contend, type Contender, type ContenderOptions, type Outcome } from "./contender.ts";
import type { HedgeBudget } from "./hedge_budget.ts";
import { hedgeAfter, hedgeState } from "./hedge_state.ts";
import type { HedgeOptions } from "./hedge_options.ts";
import type { LoopTools } from "./loop_tools.ts";

/** When the next attempt starts, and whether in the place of a lost one: if not, only within the budget. */
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
  const { times, budget } = hedgeState(options, call);
  const most = call.request.once ? 1 : call.options.retry.maxAttempts;
  const running = new Set<Contender>();
  let due: Due | undefined;
  let won = false;

  const hasNext = () => call.attempt < most;
  const isAlone = () => running.size === 1;

  function start(): void {
    if (++call.attempt > 1) budget.spend();
    const number = call.attempt;
    const hedge = running.size > 0;
    running.add(contend(call, { number, hedge, hasNext, isAlone, tools, onFirstByte, onHold: releaseRefusal }));
    const after = hedgeAfter(options, times, running.size);
    due = after !== undefined && hasNext() ? { at: performance.now() + after, replaces: false } : undefined;
  }

  const onFirstByte: ContenderOptions["onFirstByte"] = (winner, { elapsed, status = 0 }) => {
    won = true;
    due = undefined;
    // How fast an error comes says nothing of an answer.
    if (status < 400) times.add(elapsed, true);
    for (const contender of running) if (contender !== winner) contender.lose();
  };

  function releaseRefusal(): void {
    if (due?.replaces || ![...running].every(({ release }) => release)) return;
    due = undefined;
    const [first] = running;
    first?.release?.();
  }

  function fail({ contender, retry, error }: Outcome): void {
    call.signal?.throwIfAborted();
    call.cause = error;
    // One that was started because of this one's silence has taken its place.
    const isReplaced = retry?.reason === "ttfb" && [...running].some(({ release }) => !release);
    if (retry && !isReplaced && hasNext()) {
      call.tell(retry);
      const at = performance.now() + retry.delay;
      // Where two were lost, no earlier than either asks for.
      due = { at: due?.replaces ? Math.max(due.at, at) : at, replaces: true };
    } else {
      // What is not to be re-fetched is not hedged, either.
      if (!retry && !due?.replaces) due = undefined;
      if (running.size === 0 && !due) throw error;
      call.tell({ attempt: contender.number, type: "lost", elapsed: contender.elapsed });
    }
    releaseRefusal();
  }

  call.signal?.throwIfAborted();
  budget.earn();
  start();
  for (;;) {
    const isStarved = due && !due.replaces && due.at <= performance.now() && !budget.affords;
    const wait = isStarved ? untilAfforded(budget) : due && sleepUntil(due.at, call.signal, tools);
    const outcome = await nextOutcome(running, wait);
    if (outcome) {
      running.delete(outcome.contender);
      if (outcome.response) return outcome.response;
      // The winner's response is on its way.
      if (!won) fail(outcome);
    } else if (due) {
      call.signal?.throwIfAborted();
      if (due.replaces || budget.affords) start();
    }
  }
}

/** Waits, but no longer than until `over` aborts. */
type Wait = (over: AbortSignal) => Promise<undefined>;

/** Makes a wait for the budget. */
function untilAfforded(budget: HedgeBudget): Wait {
  return (over) =>
    new Promise((resolve) => {
      const stop = budget.wait(() => resolve(undefined));
      over.addEventListener("abort", stop, { once: true });
    });
}

/** Makes a wait until a point in time. */
function sleepUntil(at: number, signal: AbortSignal | null | undefined, { anySignal, delay }: LoopTools): Wait {
  return async (over) => {
    const ms = at - performance.now();
    // A delay of 0 is one without end.
    if (ms > 0) {
      await delay(ms, anySignal(over, signal)).catch((error) => {
        // Once the race is over, nobody is there to hear of it.
        if (!over.aborted) throw error;
      });
    }
  };
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
