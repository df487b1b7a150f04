import { abortable } from "./abortable.ts";
import { anySignal } from "./any_signal.ts";
import type { Call } from "./call.ts";
import { serverRuntime } from "./connection.ts";
import { cutoff } from "./cutoff.ts";
import type { AttemptOutcome, LossReason } from "./errors.ts";
import { canReplaceBody, FaithfulResponse } from "./faithful_response.ts";
import { firstByte } from "./first_byte.ts";
import { type OpenBody, openBody } from "./open_body.ts";
import type { ReplayableRequest } from "./replayable_request.ts";
import { retryDelay } from "./retry_delay.ts";
import { createTimer, type Timer } from "./timer.ts";
import { timings } from "./timing.ts";
import { type BodyClose, watchedBody } from "./watched_body.ts";

/**
 * Makes the attempt that a call has come to: dispatches its request and waits for the first byte.
 *
 * @param call The call.
 * @returns The response that begins with that byte, or the milliseconds to wait before the next attempt.
 * @throws The reason of the signal that ended the call, or what the last attempt failed with.
 */
export function attempt(call: Call): Promise<Response | number> {
  return new Attempt(call).run();
}

/**
 * One attempt at a call. It owns its connection up to the headers, its timers and
 * its body up to the end of that, and frees them however it ends.
 */
class Attempt {
  readonly #call: Call;
  readonly #request: ReplayableRequest;
  readonly #cutoff: number | false;
  // The timer of the first byte has stopped before that of the silence starts: one controller serves both.
  readonly #controller = new AbortController();
  readonly #signal: AbortSignal;
  readonly #ttfb: Timer;
  #dispatched: Promise<Response> | undefined;
  #response: Response | undefined;
  #body: OpenBody | undefined;

  constructor(call: Call) {
    this.#call = call;
    this.#request = call.aim?.(call.attempt) ?? call.request;
    this.#cutoff = cutoff(call, this.#request);
    this.#signal = anySignal(this.#controller.signal, call.signal);
    this.#ttfb = createTimer(this.#cutoff, (limit) => {
      this.#record("ttfb");
      this.#controller.abort(call.timeout("ttfb", limit));
    });
  }

  async run(): Promise<Response | number> {
    try {
      return await this.#dispatch() ?? this.#lose(undefined, "status") ?? await this.#receive();
    } catch (error) {
      this.#abandon(error);
      throw error;
    }
  }

  /** Waits for the headers; returns nothing once they are in. */
  async #dispatch(): Promise<number | undefined> {
    const { attempt, options } = this.#call;
    const connection = attempt > 1 && options.reconnect === "fresh"
      ? await serverRuntime?.connect(this.#request.init, options.fetch)
      : undefined;
    try {
      this.#signal.throwIfAborted();
      this.#ttfb.run();
      this.#call.tell({ type: "attempt", cutoff: this.#cutoff, fresh: !!connection });
      this.#signal.throwIfAborted();
      this.#dispatched = this.#request.dispatch(
        options.fetch ?? fetch,
        { ...connection?.init, signal: this.#signal },
        this.#ttfb,
      );
      this.#response = await abortable(this.#dispatched, this.#signal);
    } catch (error) {
      return this.#lose(error);
    } finally {
      // Closing lets what is under way finish: the body need not be read for it.
      connection?.close?.();
    }
  }

  /** Waits for the first byte of the response, if that is to be waited for. */
  async #receive(): Promise<Response | number> {
    const response = this.#response as Response;
    if (this.#request.method === "HEAD" || !canReplaceBody(response)) return this.#hand(response, true);
    const body = this.#body = serverRuntime?.openBody(response) ?? openBody(response);
    const begun = await firstByte(body, response, this.#call, this.#signal, (error) => this.#lose(error));
    if (typeof begun === "number") return begun;
    const whole = serverRuntime?.whole(response, body, begun.held, this.#call);
    if (whole) return this.#hand(whole, true);
    const timer = createTimer(this.#call.options.staleTimeout, (limit) => {
      this.#call.tell({ type: "stale", cutoff: limit });
      this.#controller.abort(this.#call.timeout("stale", limit));
    }, true);
    const watched = watchedBody({ ...begun, body, signal: this.#signal, timer, onClose: (how) => this.#close(how) });
    return this.#hand(new FaithfulResponse(response, watched));
  }

  /** Returns the milliseconds until the next attempt, or `undefined` where the response is handed all the same. */
  #lose(error: unknown, reason: LossReason = "network"): number | undefined {
    const call = this.#call;
    const response = this.#response;
    call.signal?.throwIfAborted();
    // What aborted the attempt, if anything did, is its own timer.
    const { aborted } = this.#signal;
    if (aborted) reason = "ttfb";
    const delay = retryDelay({ reason, error, response }, this.#request, call);
    // It asked the caller, who may have aborted.
    call.signal?.throwIfAborted();
    if (!aborted) {
      if (delay === undefined && response) return undefined;
      this.#record(reason);
    }
    if (delay === undefined) throw error;
    call.cause = error;
    this.#abandon(error);
    call.tell({ type: "retry", reason, delay, error, status: response?.status });
    return delay;
  }

  /** Aborts the attempt, so that the server sees its socket close or its stream reset. */
  #abandon(reason: unknown): void {
    this.#controller.abort(reason);
    this.#ttfb.stop();
    // A fetch that ignores its signal may still answer, to nobody.
    this.#dispatched?.then((response) => (this.#body ?? response.body)?.cancel(reason)).catch(() => {});
  }

  /** Hands a response out; the call is over with it where nothing of its body is to come. */
  #hand(handed: Response, isOver?: boolean): Response {
    const { attempts, began } = this.#call;
    this.#ttfb.stop();
    this.#record("response");
    this.#call.tell({ type: "firstbyte", elapsed: this.#ttfb.time(), status: handed.status });
    timings.set(handed, { attempts: [...attempts], firstByte: performance.now() - began });
    if (isOver) this.#close({ type: "end", cancelled: false });
    return handed;
  }

  #close(how: BodyClose): void {
    this.#call.total?.stop();
    this.#call.tell(how);
  }

  #record(outcome: AttemptOutcome): void {
    this.#call.record({
      attempt: this.#call.attempt,
      cutoff: this.#cutoff,
      elapsed: this.#ttfb.time(),
      status: this.#response?.status,
      outcome,
    }, this.#request);
  }
}
