import { abortable } from "./abortable.ts";
import { anySignal } from "./any_signal.ts";
import type { Call } from "./call.ts";
import { type Connection, freshConnection } from "./connection.ts";
import { Deadline } from "./deadline.ts";
import { type AttemptOutcome, type AttemptRecord, TimeoutError } from "./errors.ts";
import { canReplaceBody, faithfulResponse } from "./faithful_response.ts";
import { type ChunkReader, type FirstByte, promisesNoMore, readFirstByte } from "./first_byte.ts";
import { lifeDetector } from "./life_sign.ts";
import { type OpenBody, openBody } from "./open_body.ts";
import { type Loss, retryDelay } from "./retry_policy.ts";
import { StaleClock } from "./stale_clock.ts";
import { now } from "./timer.ts";
import { setTiming } from "./timing.ts";
import { type BodyClose, watchedBody } from "./watched_body.ts";

/** What follows a lost attempt. */
export interface Refetch {
  /** Milliseconds to wait first. */
  readonly delay: number;
}

/** What an {@linkcode Attempt} is told. */
export interface AttemptOptions {
  /** Its number, from `1`. */
  attempt: number;
  /** Milliseconds until its first byte is given up on, or `false`. */
  cutoff: number | false;
  /** Whether it waits for its first byte, and may be followed by another. */
  guarded: boolean;
}

/**
 * One dispatch of a call's request, up to the end of its body. It owns that
 * attempt's clocks, reader and connection, and frees them however it ends.
 */
export class Attempt {
  readonly #call: Call;
  readonly #attempt: number;
  readonly #cutoff: number | false;
  readonly #guarded: boolean;
  readonly #startedAt = now();
  readonly #ttfb = new Deadline();
  readonly #stale: StaleClock | undefined;
  readonly #signal: AbortSignal;
  #connection: Connection | undefined;
  #response: Response | undefined;
  #body: OpenBody | undefined;

  constructor(call: Call, { attempt, cutoff, guarded }: AttemptOptions) {
    this.#call = call;
    this.#attempt = attempt;
    this.#cutoff = cutoff;
    this.#guarded = guarded;
    const { staleTimeout } = call.options;
    if (staleTimeout) this.#stale = new StaleClock(staleTimeout, () => this.#staleError(staleTimeout));
    this.#signal = anySignal(call.request.signal, this.#ttfb.signal, this.#stale?.signal, call.total);
  }

  /**
   * Dispatches the request and waits for its first byte.
   *
   * @returns The response that begins with that byte, or what follows the lost attempt.
   * @throws The reason of the signal that ended the call, or what the last attempt failed with.
   */
  async run(): Promise<Response | Refetch> {
    try {
      const response = await this.#dispatch();
      return "delay" in response ? response : await this.#receive(response);
    } catch (error) {
      this.#abandon(error);
      this.#call.notify({ type: "error", attempt: this.#attempt, error });
      throw error;
    }
  }

  async #dispatch(): Promise<Response | Refetch> {
    const { request, options } = this.#call;
    const cutoff = this.#cutoff;
    if (cutoff) this.#ttfb.start(cutoff, () => this.#ttfbError(cutoff));
    if (this.#attempt > 1 && options.reconnect === "fresh") this.#connection = freshConnection(request.init);
    this.#call.notify({ type: "attempt", attempt: this.#attempt, cutoff, fresh: !!this.#connection });
    const dispatched = request.dispatch(options.fetch ?? globalThis.fetch, this.#signal, this.#connection?.init);
    // A fetch that does not heed its signal may still answer, to nobody.
    dispatched.then((late) => this.#signal.aborted ? late.body?.cancel() : undefined).catch(() => {});
    try {
      return this.#response = await abortable(dispatched, this.#signal);
    } catch (error) {
      const refetch = this.#lose(this.#lossBy(error));
      if (refetch) return refetch;
      throw error;
    }
  }

  async #receive(response: Response): Promise<Response | Refetch> {
    const { retry, progressOn } = this.#call.options;
    if (this.#guarded && retry.statusCodes.includes(response.status)) {
      const refetch = this.#lose({ reason: "status", response });
      if (refetch) return refetch;
    }
    if (!response.body || !this.#watches(response)) return this.#handAsIs(response);
    const { reader, bytes } = this.#body = openBody(response.body);
    const isProgress = lifeDetector(progressOn, response.headers.get("content-type"));
    const first = this.#guarded ? await this.#readFirstByte(response, reader, isProgress) : { held: [] };
    if ("delay" in first) return first;
    const { held, ended } = first;
    // What came whole need not be streamed through JavaScript again.
    if (ended && held.length <= 1) return this.#handWhole(response, held[0] ?? new Uint8Array());
    const onClose = (how: BodyClose) => this.#close(how);
    const watch = { signal: this.#signal, clock: this.#stale, isProgress, onClose };
    return this.#hand(response, faithfulResponse(response, watchedBody({ reader, bytes, held, ...watch })));
  }

  async #readFirstByte(
    response: Response,
    reader: ChunkReader,
    isProgress: (chunk: Uint8Array) => boolean,
  ): Promise<FirstByte | Refetch> {
    const isFirstByte = lifeDetector(this.#call.options.firstByteOn, response.headers.get("content-type"));
    // Both see every chunk: an event that begins here may end in the watched body.
    const isLife = (chunk: Uint8Array) => (isProgress(chunk), isFirstByte(chunk));
    const first = await readFirstByte(reader, isLife, this.#signal);
    const refetch = first.failure && this.#lose(this.#lossBy(first.failure.error, response));
    if (refetch) return refetch;
    this.#ttfb.stop();
    if (!promisesNoMore(response, first)) return first;
    // Only the stream tells its end: across origins, a browser hides the encoding
    // of a body whose length it shows.
    this.#stale?.wait();
    const more = await readFirstByte(reader, (chunk) => (isProgress(chunk), true), this.#signal);
    this.#stale?.hear(true);
    return { held: [...first.held, ...more.held], ended: more.ended };
  }

  /** Whether there is a body to wait for or to watch that can be replaced by a watched one. */
  #watches(response: Response): boolean {
    const { request, total } = this.#call;
    if (!this.#guarded && !this.#stale && !total) return false;
    return request.method !== "HEAD" && canReplaceBody(response);
  }

  #handAsIs(response: Response): Response {
    this.#hand(response, response);
    this.#close({ type: "end", cancelled: false });
    return response;
  }

  #handWhole(original: Response, body: Uint8Array<ArrayBuffer>): Response {
    const response = this.#hand(original, faithfulResponse(original, body));
    this.#close({ type: "end", cancelled: false });
    return response;
  }

  #hand(original: Response, response: Response): Response {
    const { status } = original;
    const { elapsed } = this.#record("response", original);
    this.#call.notify({ type: "firstbyte", attempt: this.#attempt, elapsed, status });
    setTiming(response, { attempts: [...this.#call.records], firstByte: this.#call.elapsed });
    return response;
  }

  /** Tells what an error of the underlying fetch is to this attempt; throws it where it ends the call. */
  #lossBy(error: unknown, response?: Response): Loss {
    this.#call.throwIfAborted();
    return { reason: this.#ttfb.signal.aborted ? "ttfb" : "network", error, response };
  }

  /** Returns what follows a loss, or `undefined` where the response is to be handed all the same. */
  #lose(loss: Loss): Refetch | undefined {
    const { request, options } = this.#call;
    const { reason, error, response } = loss;
    const delay = retryDelay(loss, this.#attempt, request, options.retry);
    if (delay === undefined) {
      if (reason === "ttfb" || !response) throw error;
      return undefined;
    }
    this.#call.lastError = error;
    if (reason !== "ttfb") this.#record(reason, response);
    this.#abandon(error ?? new DOMException("This attempt was lost: its status is re-fetched", "AbortError"));
    this.#call.notify({ type: "retry", attempt: this.#attempt, reason, delay, error, status: response?.status });
    return { delay };
  }

  #record(outcome: AttemptOutcome, response?: Response): AttemptRecord {
    const elapsed = now() - this.#startedAt;
    const record = { attempt: this.#attempt, cutoff: this.#cutoff, elapsed, status: response?.status, outcome };
    this.#call.records.push(record);
    return record;
  }

  #ttfbError(cutoff: number): TimeoutError {
    this.#record("ttfb", this.#response);
    const { request, options, records, lastError } = this.#call;
    const note = this.#attempt < options.retry.maxAttempts ? request.once : undefined;
    return new TimeoutError({ phase: "ttfb", cutoff, attempts: [...records], note, cause: lastError });
  }

  #staleError(cutoff: number): TimeoutError {
    this.#call.notify({ type: "stale", attempt: this.#attempt, cutoff });
    return new TimeoutError({ phase: "stale", cutoff, attempts: [...this.#call.records] });
  }

  /** Aborts this attempt, so that the server sees its socket close or its stream reset. */
  #abandon(reason: unknown): void {
    this.#ttfb.abort(reason);
    const cancelled = this.#body ? this.#body.reader.cancel(reason) : this.#response?.body?.cancel(reason);
    cancelled?.catch(() => {});
    this.#release();
  }

  #close(how: BodyClose): void {
    this.#release();
    this.#call.end();
    this.#call.notify({ ...how, attempt: this.#attempt });
  }

  #release(): void {
    this.#ttfb.stop();
    this.#stale?.stop();
    this.#connection?.close();
    this.#connection = undefined;
  }
}
