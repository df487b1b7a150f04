// `setTimeout` holds its delay in 32 signed bits: one more and it fires at once.
const LONGEST_DELAY = 2 ** 31 - 1;
// Timers of a busy loop fire a little late; only past this was the loop away.
const USUAL_LATENESS = 16;
const LONGEST_GRACE = 1_000;

/** Options for {@linkcode startTimer}. */
export interface TimerOptions {
  /** Let the process end while this timer runs, where the runtime can. */
  unref?: boolean;
}

/** Milliseconds on a clock that no change of the wall clock moves. */
export function now(): number {
  return performance.now();
}

/**
 * Calls `fire` once, no earlier than `ms` from now.
 *
 * A timer that comes late measures the sleep of this process or machine, not
 * the silence of a peer whose bytes may be waiting in the socket. Such a timer
 * gives back the time it was late by, once, up to a second.
 *
 * @param ms Milliseconds, any finite number ≥ 0.
 * @param fire What to call.
 * @param options Whether to keep the process alive.
 * @returns A function that stops the timer; it may be called at any time.
 */
export function startTimer(ms: number, fire: () => void, options?: TimerOptions): () => void {
  let due = now() + ms;
  let graced = false;
  let handle: unknown;

  function arm(left: number): void {
    handle = setTimeout(check, Math.min(left, LONGEST_DELAY));
    if (options?.unref) (handle as { unref?: () => void }).unref?.();
  }

  function check(): void {
    const late = now() - due;
    if (late < 0) return arm(-late);
    if (graced || late < USUAL_LATENESS) return fire();
    graced = true;
    const grace = Math.min(late, LONGEST_GRACE);
    due = now() + grace;
    arm(grace);
  }

  arm(ms);
  return () => clearTimeout(handle as number);
}

/**
 * Resolves after `ms`, or rejects with the signal's reason as soon as it aborts.
 *
 * @param ms Milliseconds to wait.
 * @param signal What ends the wait early.
 */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = startTimer(ms, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    function onAbort(): void {
      stop();
      reject(signal.reason);
    }
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
