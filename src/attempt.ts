import { abortable } from "./abortable.ts";
import { anySignal } from "./any_signal.ts";
import type { Call } from "./call.ts";
import { freshConnection } from "./connection.ts";
import { cutoff } from "./cutoff.ts";
import type { AttemptOutcome } from "./errors.ts";
import { canReplaceBody, faithfulResponse } from "./faithful_response.ts";
import { lifeDetector } from "./life_sign.ts";
import { type FetchEventDetail, notify } from "./observer.ts";
import { openBody } from "./open_body.ts";
import { readAhead } from "./read_ahead.ts";
import { type Loss, retryDelay } from "./retry_policy.ts";
import { createTimer } from "./timer.ts";
import { setTiming } from "./timing.ts";
import { type BodyClose, watchedBody } from "./watched_body.ts";

/**
 * Makes one attempt at a call: dispatches its request and waits for the first
 * byte. It owns its timers, its body and its connection, up to the end of that
 * body, and frees them however it ends.
 *
 * @param call The call.
 * @param number The attempt's number, from `1`.
 * @returns The response that begins with that byte, or the milliseconds to wait before the next attempt.
 * @throws The reason of the signal that ended the call, or what the last attempt failed with.
 */
export async function attempt(call: Call, number: number): Promise<Response | number> {
  const { request, options, guarded, records, total } = call;
  const { retry, reconnect, firstByteOn, progressOn, staleTimeout } = options;
  const limit = cutoff(call, number);
  const connection = number > 1 && reconnect === "fresh" ? freshConnection(request.init) : undefined;
  // Only one of its two timers ever runs: one signal serves both.
  const controller = new AbortController();
  const ttfb = createTimer(limit, () => {
    record("ttfb");
    expired = "ttfb";
    controller.abort(call.timeout("ttfb", limit));
  });
  const stale = createTimer(staleTimeout, () => {
    tell({ type: "stale", cutoff: staleTimeout });
    expired = "stale";
    controller.abort(call.timeout("stale", staleTimeout));
  }, true);
  const signal = anySignal(controller.signal, ...call.signals);
  let expired: "ttfb" | "stale" | undefined;
  let response: Response | undefined;
  let body: { cancel(reason: unknown): Promise<void> } | null | undefined;

  function tell(event: FetchEventDetail): void {
    notify(options.onEvent, { attempt: number, ...event });
  }

  function record(outcome: AttemptOutcome): void {
    records.push({ attempt: number, cutoff: limit, elapsed: ttfb.time, status: response?.status, outcome });
  }

  function close(how: BodyClose): void {
    stale.stop();
    connection?.close();
    total.stop();
    tell(how);
  }

  /** Aborts the attempt, so that the server sees its socket close or its stream reset. */
  function abandon(reason: unknown): void {
    controller.abort(reason);
    ttfb.stop();
    stale.stop();
    body?.cancel(reason).catch(() => {});
    connection?.close();
  }

  /** Returns the milliseconds until the next attempt, or `undefined` where this one is the last. */
  function lose(loss: Loss): number | undefined {
    call.throwIfAborted();
    const timedOut = expired === "ttfb";
    const reason = timedOut ? "ttfb" : loss.reason;
    const { error } = loss;
    const delay = expired === "stale" ? undefined : retryDelay({ ...loss, reason }, number, request, retry);
    if (delay !== undefined) {
      if (!timedOut) record(reason);
      call.lastError = error;
      abandon(error);
      tell({ type: "retry", reason, delay, error, status: response?.status });
    } else if (timedOut) throw error;
    return delay;
  }

  function hand(original: Response, handed: Response, open?: boolean): Response {
    ttfb.stop();
    record("response");
    tell({ type: "firstbyte", elapsed: ttfb.time, status: original.status });
    setTiming(handed, { attempts: [...records], firstByte: total.time });
    if (!open) close({ type: "end", cancelled: false });
    return handed;
  }

  async function dispatch(): Promise<Response> {
    ttfb.run();
    tell({ type: "attempt", cutoff: limit, fresh: !!connection });
    const dispatched = request.dispatch(options.fetch ?? globalThis.fetch, signal, connection?.init);
    try {
      return await abortable(dispatched, signal);
    } catch (error) {
      // A fetch that does not heed its signal may still answer, to nobody.
      dispatched.then((late) => late.body?.cancel()).catch(() => {});
      throw error;
    }
  }

  async function read(response: Response, stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Response | number> {
    const { headers } = response;
    const isProgress = await lifeDetector(progressOn, headers);
    const isFirstByte = await lifeDetector(firstByteOn, headers);
    const length = headers.get("content-length");
    const opened = openBody(stream, length);
    body = opened.reader;
    let alive = false;
    const isEnough = (chunk: Uint8Array, size: number) => {
      // Both see every chunk: an event that begins here may end in the watched body.
      isProgress(chunk);
      alive = isFirstByte(chunk) || alive;
      if (!alive) return false;
      ttfb.stop();
      // Only the stream itself tells its end: across origins, a browser hides the
      // encoding of a body whose length it shows.
      if (`${size}` !== length) return true;
      stale.run();
      return false;
    };
    const { held, ended, failure } = guarded ? await readAhead(opened, isEnough, signal) : { held: [] };
    stale.rest(true);
    const delay = failure && lose({ reason: "network", error: failure.error, response });
    if (delay !== undefined) return delay;
    // What came whole need not be streamed through JavaScript again.
    if (ended && held.length < 2) return hand(response, faithfulResponse(response, held[0] ?? new Uint8Array()));
    opened.reader.releaseLock();
    const reader = body = stream.getReader();
    const watched = watchedBody({
      reader,
      bytes: opened.bytes,
      held,
      signal,
      timer: stale,
      isProgress,
      onClose: close,
    });
    return hand(response, faithfulResponse(response, watched), true);
  }

  async function run(): Promise<Response | number> {
    try {
      response = await dispatch();
    } catch (error) {
      return lose({ reason: "network", error }) ?? Promise.reject(error);
    }
    body = response.body;
    const delay = guarded && retry.statusCodes.includes(response.status)
      ? lose({ reason: "status", response })
      : undefined;
    if (delay !== undefined) return delay;
    const watched = guarded || staleTimeout || options.totalTimeout;
    if (!watched || request.method === "HEAD" || !canReplaceBody(response)) return hand(response, response);
    return await read(response, response.body);
  }

  try {
    return await run();
  } catch (error) {
    abandon(error);
    tell({ type: "error", error });
    throw error;
  }
}
