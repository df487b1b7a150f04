// Milliseconds by which timers of a busy event loop are late; later, it did not run meanwhile.
const USUAL_LATENESS = 16;
const LONGEST_GRACE = 1_000;

/** A stopwatch that tells when it has run for too long. */
export interface Timer {
  /** Milliseconds it has run, on a clock that no change of the wall clock moves. */
  time(): number;
  /** Runs, if it does not yet. */
  run(): void;
  /** Rests; the next stretch adds to those before, unless they are to be forgotten. */
  rest(forget?: boolean): void;
  /** Rests, and lets go of what would wake it; it may run again. */
  stop(): void;
}

/**
 * Makes a stopwatch with a limit, which does not run yet.
 *
 * One `setTimeout` serves any number of stretches: it is not cleared while the
 * timer rests; when it fires, the timer computes what is left of its limit. Where
 * it fires late, this process or machine was asleep, and the bytes of a peer may
 * be waiting in the socket: then it grants that time again, once, up to a second.
 *
 * @param limit Milliseconds it may run; `0`, `false` or `undefined` for ever.
 * @param expire Is called once with the limit, when they are over.
 * @param unref Whether the process may end meanwhile, where the runtime can tell.
 */
export function createTimer(
  limit: number | false | undefined,
  expire: (limit: number) => void,
  unref?: boolean,
): Timer {
  let ran = 0;
  let runningSince: number | undefined;
  let grace = 0;
  let handle: ReturnType<typeof setTimeout> | undefined;

  function arm(ms: number): void {
    // From 2 ** 31 on it would fire at once; of a negative delay Node 26 warns. What is left, look() arms.
    handle = setTimeout(look, Math.max(0, Math.min(ms, 2e9)));
    if (unref) (handle as { unref?: () => void }).unref?.();
  }

  function look(): void {
    handle = undefined;
    if (runningSince === undefined || !limit) return;
    const late = timer.time() - limit - grace;
    if (late < 0) return arm(-late);
    if (late < USUAL_LATENESS || grace) return expire(limit);
    // Once: under a load that makes every timer late, silence still has an end.
    grace = late + Math.min(late, LONGEST_GRACE);
    arm(grace - late);
  }

  const timer: Timer = {
    time() {
      return runningSince === undefined ? ran : ran + performance.now() - runningSince;
    },
    run() {
      runningSince ??= performance.now();
      if (limit && !handle) arm(limit - ran);
    },
    rest(forget) {
      ran = forget ? 0 : timer.time();
      grace = 0;
      runningSince = undefined;
    },
    stop() {
      timer.rest();
      // Clearing what is none takes Deno as long.
      if (handle) clearTimeout(handle);
      handle = undefined;
    },
  };
  return timer;
}
