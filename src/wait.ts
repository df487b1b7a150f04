import type { HedgeBudget } from "./hedge_budget.ts";
import type { LoopTools } from "./loop_tools.ts";

/** Waits, but no longer than until `over` aborts. */
export type Wait = (over: AbortSignal) => Promise<undefined>;

/** Makes a wait for the budget. */
export function untilAfforded(budget: HedgeBudget): Wait {
  return (over) =>
    new Promise((resolve) => {
      const stop = budget.wait(() => resolve(undefined));
      over.addEventListener("abort", stop, { once: true });
    });
}

/** Makes a wait until a point in time. */
export function sleepUntil(at: number, signal: AbortSignal | null | undefined, { anySignal, delay }: LoopTools): Wait {
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
