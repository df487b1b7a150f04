import { notify } from "../outcome/observer.ts";
import { type Call, randomId } from "./call.ts";

/**
 * Finds out what a call asks for: whether a format recognizes it, whether it is guarded, and whether its body is kept
 * for further attempts.
 *
 * Nothing is awaited without need. Like the platform, it reads the caller's arguments in the turn of the call.
 *
 * @param call The call.
 * @returns A promise, if a body has to be read.
 */
export function prepare(call: Call): Promise<void> | void {
  // A page that is being closed doesn't wait until its body is read.
  if (call.request.keepalive || !call.request.isUnreadJson()) return decide(call);
  return keep(call, decide);
}

function decide(call: Call): Promise<void> | void {
  recognize(call);
  const { request, options: { guard, hedge, targets, retry, idempotencyKey } } = call;
  call.guarded = isGuarded(guard(request));
  if (call.guarded && idempotencyKey) {
    call.sharedHeader = idempotencyKey === true ? "idempotency-key" : idempotencyKey;
    call.request = call.request.withHeader(call.sharedHeader, randomId());
  }
  const isRepeated = targets || call.guarded && (hedge || retry.maxAttempts > 1);
  if (isRepeated && request.hasBody && !request.keepalive) return keep(call);
}

function recognize(call: Call): void {
  for (const format of call.options.formats) {
    const stream = format.recognize(call.request);
    if (!stream) continue;
    call.format = format;
    call.request = call.request.withStream(stream);
    return;
  }
}

/** Keeps the body, in this turn if that's possible. */
function keep(call: Call, then?: (call: Call) => Promise<void> | void): Promise<void> | void {
  const kept = call.request.keep(call.options.maxReplayBytes, call.signal);
  if (kept instanceof Promise) {
    return kept.then((request) => {
      call.request = request;
      return then?.(call);
    });
  }
  call.request = kept;
  return then?.(call);
}

function isGuarded(answer: unknown): boolean {
  if (typeof answer === "boolean") return answer;
  // Nobody waits for this promise, so its rejection is dropped.
  if (answer instanceof Promise) notify(() => answer, undefined);
  throw new TypeError(
    `Cannot use guard: expected a function that returns a boolean, got one that returns ${
      answer instanceof Promise ? "a promise" : typeof answer
    }`,
  );
}
