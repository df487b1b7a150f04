import { Attempt } from "../attempt/attempt.ts";
import { delay } from "../time/delay.ts";
import type { Call } from "./call.ts";

/**
 * Attempts a call until an attempt is committed, or none may follow.
 *
 * @param call The call.
 * @returns The response of the last attempt.
 * @throws What the last attempt failed with, or the reason of the signal that ended the call.
 */
export async function retryLoop(call: Call): Promise<Response> {
  for (;;) {
    const next = new Attempt(call, call.started + 1);
    call.started++;
    const result = await next.run();
    if (!("delay" in Object(result))) return result as Response;
    const { attempt, reason, delay: wait, error, status } = result as Exclude<typeof result, Response>;
    call.cause = error;
    call.tell({ attempt, type: "retry", reason, delay: wait, error, status });
    await delay(wait, call.signal);
  }
}
