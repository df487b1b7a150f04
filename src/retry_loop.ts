import { Attempt } from "./attempt.ts";
import type { Call } from "./call.ts";
import { cutoff } from "./cutoff.ts";
import { delay } from "./timer.ts";

/**
 * Attempts a call until an attempt's first byte is in, or no other may follow.
 *
 * @param call The call.
 * @param guarded Whether its attempts wait for their first byte.
 * @returns The response of the last attempt.
 */
export async function retryLoop(call: Call, guarded: boolean): Promise<Response> {
  for (let attempt = 1;; attempt++) {
    call.throwIfAborted();
    const result = await new Attempt(call, {
      attempt,
      guarded,
      cutoff: guarded && cutoff({ ...call.context, attempt }, call.options),
    }).run();
    if (!("delay" in result)) return result;
    if (result.delay > 0) await delay(result.delay, call.signal);
  }
}
