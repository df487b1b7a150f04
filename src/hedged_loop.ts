import type { anySignal } from "./any_signal.ts";
import type { attempt } from "./attempt.ts";
import type { Call } from "./call.ts";
import { contend, type Contender, type Outcome } from "./contender.ts";
import { hedgeAfter, hedgeState } from "./hedge_state.ts";
import type { HedgeOptions } from "./options.ts";
import type { delay } from "./timer.ts";

/** What the loop is given by the core, which so need not be bundled twice, nor apart. */
export interface HedgeTools {
  readonly attempt: typeof attempt;
  readonly delay: typeof delay;
  readonly anySignal: typeof anySignal;
  readonly refuse: (name: string, rule: string, value: unknown) => never;
}

/**
 * Attempts a call as {@linkcode retryLoop} does, but starts the next attempt while
 * those before still wait for their first byte. The first *byte* wins, and in the
 * same turn the others are aborted and their bodies cancelled.
 *
 * @param call The call, which is guarded.
 * @param hedge When to start the next attempt, and how often that may be.
 * @param tools How to attempt, and to wait.
 * @returns The response of the attempt whose first byte came first.
 * @see {@link https://research.google/pubs/the-tail-at-scale/}
 */
export async function hedgedLoop(call: Call, hedge: HedgeOptions, tools: HedgeTools): Promise<Response> {
  const { times, budget } = hedgeState(hedge, call.request, tools);
  const after = hedgeAfter(hedge, times);
  const most = call.request.once ? 1 : call.options.retry.maxAttempts;
  const running = new Set<Contender>();
  // When the next attempt is due, and whether it hedges one that runs or replaces a lost one.
  let due: { readonly at: number; readonly hedge: boolean } | undefined;

  function start(hedge: boolean): void {
    if (++call.attempt > 1) budget.spend();
    running.add(contend(call, { number: call.attempt, hedge, tools, onFirstByte }));
    due = after !== undefined && call.attempt < most ? { at: performance.now() + after, hedge: true } : undefined;
  }

  function sleepUntil(at: number): (over: AbortSignal) => Promise<undefined> {
    return async (over) => {
      const signal = tools.anySignal(over, call.signal);
      await tools.delay(Math.max(0, at - performance.now()), signal).catch((error) => {
        // Once the race is over, nobody is there to hear of it.
        if (!over.aborted) throw error;
      });
    };
  }

  function onFirstByte(winner: Contender, elapsed: number): void {
    times.add(elapsed, true);
    for (const contender of running) if (contender !== winner) contender.lose();
  }

  budget.earn();
  start(false);
  for (;;) {
    const outcome = await nextOutcome(running, due && sleepUntil(due.at));
    if (!outcome) {
      if (due && (!due.hedge || budget.affords)) start(due.hedge);
      else due = undefined;
      continue;
    }
    running.delete(outcome.contender);
    const { response, error, delay } = outcome;
    if (response) return response;
    call.signal?.throwIfAborted();
    call.lastError = error;
    if (delay !== undefined && call.attempt < most) due = { at: performance.now() + delay, hedge: false };
    else if (running.size === 0 && !due) throw error;
  }
}

/** Returns the next outcome, or `undefined` where the next attempt is due first. */
async function nextOutcome(
  running: ReadonlySet<Contender>,
  due: ((over: AbortSignal) => Promise<undefined>) | undefined,
): Promise<Outcome | undefined> {
  const over = new AbortController();
  const outcomes: Promise<Outcome | undefined>[] = [...running].map(({ outcome }) => outcome);
  if (due) outcomes.push(due(over.signal));
  try {
    return await Promise.race(outcomes);
  } finally {
    over.abort();
  }
}
