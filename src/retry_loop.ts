import { attempt } from "./attempt.ts";
import type { Call } from "./call.ts";
import { delay } from "./delay.ts";

/**
 * Attempts a call until an attempt's first byte is in, or no other may follow.
 *
 * @param call The call.
 * @returns The response of the last attempt.
 */
export async function retryLoop(call: Call): Promise<Response> {
  for (;;) {
    call.attempt++;
    const result = await attempt(call);
    if (typeof result !== "number") return result;
    if (result) await delay(result, call.signal);
  }
}
