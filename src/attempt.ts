import { abortable } from "./abortable.ts";
import { anySignal } from "./any_signal.ts";
import type { Call } from "./call.ts";
import { freshConnection } from "./connection.ts";
import { cutoff } from "./cutoff.ts";
import type { AttemptOutcome } from "./errors.ts";
import { canReplaceBody, faithfulResponse } from "./faithful_response.ts";
import { lifeDetector } from "./life_sign.ts";
import { type FetchEventDetail, notify } from "./observer.ts";
import { type OpenBody, openBody } from "./open_body.ts";
import { readAhead } from "./read_ahead.ts";
import { type Loss, retryDelay } from "./retry_policy.ts";
import { createTimer, type Timer } from "./timer.ts";
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
  const { retry, staleTimeout } = options;
  const limit = cutoff(call, number);
  const connection = number > 1 && options.reconnect === "fresh" ? freshConnection(request.init) : undefined;
  // Only one of its two timers ever runs: one signal serves both.
  const controller = new AbortController();
  const signal = anySignal(controller.signal, call.signal);
  const ttfb = watch("ttfb", limit);
  const stale = watch("stale", staleTimeout);
  let expired: "ttfb" | "stale" | undefined;
  let response: Response | undefined;
  let body: OpenBody | undefined;

  /** Makes the timer of a phase, which ends the attempt when it runs out. */
  function watch(phase: "ttfb" | "stale", cutoff: number | false): Timer {
    const expire = (cutoff: number) => {
      expired = phase;
      if (phase === "ttfb") record(phase);
      else tell({ type: phase, cutoff });
      controller.abort(call.timeout(phase, cutoff));
    };
    return createTimer(cutoff, expire, phase === "stale");
  }

  function tell(event: FetchEventDetail): void {
    notify(options.onEvent, { attempt: number, ...event });
  }

  function record(outcome: AttemptOutcome): void {
    records.push({ attempt: number, cutoff: limit, elapsed: ttfb.time, status: response?.status, outcome });
  }

  /** Frees what the attempt holds beside its body. */
  function release(): void {
    ttfb.stop();
    stale.stop();
    connection?.close();
  }

  /** Aborts the attempt, so that the server sees its socket close or its stream reset. */
  function abandon(reason: unknown): void {
    controller.abort(reason);
    release();
    (body?.reader ?? response?.body)?.cancel(reason).catch(() => {});
  }

  function close(how: BodyClose): void {
    release();
    total.stop();
    tell(how);
  }

  /** Returns the milliseconds until the next attempt, or `undefined` where this one is the last. */
  function lose(reason: Loss["reason"], error?: unknown): number | undefined {
    call.signal?.throwIfAborted();
    // After the first byte nothing is ever re-fetched.
    if (expired === "stale") return undefined;
    if (expired) reason = expired;
    const delay = retryDelay({ reason, error, response }, number, request, retry);
    if (delay !== undefined) {
      if (!expired) record(reason);
      call.lastError = error;
      abandon(error);
      tell({ type: "retry", reason, delay, error, status: response?.status });
    } else if (expired) throw error;
    return delay;
  }

  /** Returns the response for the caller, `whole` if no more of it is to come from the upstream. */
  function hand(handed: Response, whole?: boolean): Response {
    ttfb.stop();
    record("response");
    tell({ type: "firstbyte", elapsed: ttfb.time, status: handed.status });
    setTiming(handed, { attempts: [...records], firstByte: total.time });
    if (whole) close({ type: "end", cancelled: false });
    return handed;
  }

  /** Waits for the first byte of the response, if that is to be waited for. */
  async function receive(response: Response): Promise<Response | number> {
    const isWatched = guarded || staleTimeout || options.totalTimeout;
    if (!isWatched || request.method === "HEAD" || !canReplaceBody(response)) return hand(response, true);
    const { headers } = response;
    const isProgress = await lifeDetector(options.progressOn, headers);
    const isFirstByte = await lifeDetector(options.firstByteOn, headers);
    const length = headers.get("content-length");
    body = openBody(response.body, length);
    let alive = false;
    const isEnough = (chunk: Uint8Array, size: number) => {
      // Both see every chunk: an event that begins here may end in the watched body.
      isProgress(chunk);
      alive ||= isFirstByte(chunk);
      if (!alive) return false;
      ttfb.stop();
      // Only the stream itself tells its end: across origins, a browser hides the
      // encoding of a body whose length it shows.
      if (`${size}` !== length) return true;
      stale.run();
      return false;
    };
    const { held, ended, failure } = guarded ? await readAhead(body, isEnough, signal) : { held: [] };
    stale.rest(true);
    const delay = failure && lose("network", failure.error);
    if (delay !== undefined) return delay;
    // What came whole need not be streamed through JavaScript again.
    if (ended && held.length < 2) return hand(faithfulResponse(response, held[0] ?? new Blob()), true);
    body.reader.releaseLock();
    const watched = watchedBody({
      stream: response.body,
      type: body.type,
      held,
      signal,
      timer: stale,
      isProgress,
      onClose: close,
    });
    return hand(faithfulResponse(response, watched));
  }

  async function run(): Promise<Response | number> {
    ttfb.run();
    tell({ type: "attempt", cutoff: limit, fresh: !!connection });
    const dispatched = request.dispatch(options.fetch ?? globalThis.fetch, signal, connection?.init);
    try {
      response = await abortable(dispatched, signal);
    } catch (error) {
      // A fetch that does not heed its signal may still answer, to nobody.
      dispatched.then((late) => late.body?.cancel()).catch(() => {});
      return lose("network", error) ?? Promise.reject(error);
    }
    const isLoss = guarded && retry.statusCodes.includes(response.status);
    return (isLoss ? lose("status") : undefined) ?? await receive(response);
  }

  try {
    return await run();
  } catch (error) {
    abandon(error);
    tell({ type: "error", error });
    throw error;
  }
}
