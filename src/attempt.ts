import { abortable } from "./abortable.ts";
import { anySignal } from "./any_signal.ts";
import type { Call } from "./call.ts";
import { serverRuntime } from "./connection.ts";
import { cutoff } from "./cutoff.ts";
import type { AttemptOutcome, LossReason } from "./errors.ts";
import { canReplaceBody, FaithfulResponse } from "./faithful_response.ts";
import { firstByte } from "./first_byte.ts";
import type { FetchEventDetail } from "./observer.ts";
import { type OpenBody, openBody } from "./open_body.ts";
import { retryDelay } from "./retry_delay.ts";
import { createTimer } from "./timer.ts";
import { timings } from "./timing.ts";
import { type BodyClose, watchedBody } from "./watched_body.ts";

/**
 * Makes one attempt at a call: dispatches its request and waits for the first
 * byte. It owns its connection up to the headers, its timers and its body up to
 * the end of that, and frees them however it ends.
 *
 * @param call The call.
 * @param number The attempt's number, from `1`.
 * @returns The response that begins with that byte, or the milliseconds to wait before the next attempt.
 * @throws The reason of the signal that ended the call, or what the last attempt failed with.
 */
export async function attempt(call: Call, number: number): Promise<Response | number> {
  const { options, guarded } = call;
  const { retry } = options;
  const request = call.aim?.(number) ?? call.request;
  const limit = cutoff(call, number, request);
  const connection = number > 1 && options.reconnect === "fresh"
    ? await serverRuntime?.freshConnection(request.init, options.fetch)
    : undefined;
  // The timer of the first byte has stopped before that of the silence starts: one controller serves both.
  const controller = new AbortController();
  const signal = anySignal(controller.signal, call.signal);
  const ttfb = createTimer(limit, (limit) => {
    record("ttfb");
    controller.abort(call.timeout("ttfb", limit));
  });
  let dispatched: Promise<Response> | undefined;
  let response: Response | undefined;
  let body: OpenBody | undefined;

  function tell(event: FetchEventDetail): void {
    call.tell?.({ attempt: number, ...event });
  }

  function record(outcome: AttemptOutcome): void {
    call.record({ attempt: number, cutoff: limit, elapsed: ttfb.time(), status: response?.status, outcome }, request);
  }

  /** Aborts the attempt, so that the server sees its socket close or its stream reset. */
  function abandon(reason: unknown): void {
    controller.abort(reason);
    ttfb.stop();
    // A fetch that ignores its signal may still answer, to nobody.
    dispatched?.then((response) => (body ?? response.body)?.cancel(reason)).catch(() => {});
  }

  function onClose(how: BodyClose): void {
    call.total?.stop();
    tell(how);
  }

  /** Returns the milliseconds until the next attempt, or `undefined` where the response is handed all the same. */
  function lose(error: unknown, reason: LossReason = "network"): number | undefined {
    call.signal?.throwIfAborted();
    // What aborted the attempt, if anything did, is its own timer.
    const { aborted } = signal;
    if (aborted) reason = "ttfb";
    const delay = guarded ? retryDelay({ reason, error, response }, number, request, retry) : undefined;
    // It asked the caller, who may have aborted.
    call.signal?.throwIfAborted();
    if (!aborted) {
      if (delay === undefined && response) return undefined;
      record(reason);
    }
    if (delay === undefined) throw error;
    call.cause = error;
    abandon(error);
    tell({ type: "retry", reason, delay, error, status: response?.status });
    return delay;
  }

  /** Hands a response out; the call is over with it where nothing of its body is to come. */
  function hand(handed: Response, isOver?: boolean): Response {
    ttfb.stop();
    record("response");
    tell({ type: "firstbyte", elapsed: ttfb.time(), status: handed.status });
    timings.set(handed, { attempts: [...call.attempts], firstByte: performance.now() - call.began });
    if (isOver) onClose({ type: "end", cancelled: false });
    return handed;
  }

  /** Waits for the first byte of the response, if that is to be waited for. */
  async function receive(response: Response): Promise<Response | number> {
    if (request.method === "HEAD" || !canReplaceBody(response)) return hand(response, true);
    body = serverRuntime?.frugalBody(response) ?? openBody(response);
    const begun = await firstByte(body, response, call, signal, lose);
    if (typeof begun === "number") return begun;
    const whole = serverRuntime?.wholeResponse(response, body, begun.held, call);
    if (whole) return hand(whole, true);
    const timer = createTimer(options.staleTimeout, (limit) => {
      tell({ type: "stale", cutoff: limit });
      controller.abort(call.timeout("stale", limit));
    }, true);
    return hand(new FaithfulResponse(response, watchedBody({ ...begun, body, signal, timer, onClose })));
  }

  try {
    try {
      signal.throwIfAborted();
      ttfb.run();
      tell({ type: "attempt", cutoff: limit, fresh: !!connection });
      signal.throwIfAborted();
      dispatched = request.dispatch(options.fetch ?? fetch, { ...connection?.init, signal }, ttfb);
      response = await abortable(dispatched, signal);
    } catch (error) {
      // Without a response there is none to hand all the same.
      return lose(error) as number;
    } finally {
      // Closing lets what is under way finish: the body need not be read for it.
      connection?.close?.();
    }
    const isLoss = guarded && retry.statusCodes.includes(response.status);
    return (isLoss ? lose(undefined, "status") : undefined) ?? await receive(response);
  } catch (error) {
    abandon(error);
    throw error;
  }
}
