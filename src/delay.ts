import { abortable } from "./abortable.ts";
import { createTimer, type Timer } from "./timer.ts";

/**
 * Resolves after `ms`, or rejects with the signal's reason as soon as it aborts.
 *
 * @param ms Milliseconds to wait, more than `0`: a timer of `0` never ends.
 * @param signal What ends the wait early, if anything does.
 * @throws The signal's reason.
 */
export function delay(ms: number, signal: AbortSignal | null | undefined): Promise<number> {
  let timer: Timer | undefined;
  const over = new Promise<number>((resolve) => (timer = createTimer(ms, resolve)).run());
  return abortable(over, signal).finally(() => timer?.stop());
}
