import { abortable } from "./abortable.ts";
import { Timer } from "./timer.ts";

/**
 * Resolves after some time, or rejects with the signal's reason as soon as the signal aborts.
 *
 * @param ms Milliseconds to wait; at `0` or less it resolves at once.
 * @param signal Ends the wait early.
 * @throws The signal's reason.
 */
export async function delay(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  if (!(ms > 0)) return;
  let timer: Timer | undefined;
  const over = new Promise<void>((resolve) => (timer = new Timer(ms, () => resolve())).start());
  try {
    await abortable(over, signal);
  } finally {
    timer?.stop();
  }
}
