import type { Call } from "./call.ts";
import { hedgedLoop } from "./hedged_loop.ts";
import type { LoopTools } from "./loop_tools.ts";
import { retryAfter } from "./retry_after.ts";
import { setHeader } from "./set_header.ts";
import { aim } from "./targets.ts";

/**
 * Attempts a call that asks for what few do: statuses that are sent again, a key
 * that its attempts share, targets of their own, or several of them at once. Apart
 * from the core, so that nobody else loads it.
 *
 * @param call The call.
 * @param attempt How to attempt; this and the others are the core's, one by one, since that weighs less there.
 * @param retryLoop How to attempt time after time.
 * @param delay How to wait.
 * @param anySignal How to compose signals.
 * @returns The response of the call.
 */
export async function extendedLoop(
  call: Call,
  attempt: LoopTools["attempt"],
  retryLoop: (call: Call) => Promise<Response>,
  delay: LoopTools["delay"],
  anySignal: LoopTools["anySignal"],
): Promise<Response> {
  const { request, guarded, options: { idempotencyKey, targets, hedge } } = call;
  const shared = guarded && (idempotencyKey === true ? "idempotency-key" : idempotencyKey);
  if (shared) setHeader(request, shared, randomKey());
  call.retryAfter = retryAfter;
  if (targets) call.aim = (attempt) => aim(request, targets, attempt, shared);
  if (!guarded || !hedge) return await retryLoop(call);
  return await hedgedLoop(call, hedge, { attempt, delay, anySignal });
}

/** `crypto.randomUUID` is missing where a page came over plain HTTP. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
