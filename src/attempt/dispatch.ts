import type { TimeoutPhase } from "../outcome/timeout_error.ts";
import type { CallRequest } from "../request/call_request.ts";
import type { Connection } from "../runtime/runtime.ts";
import { runtime } from "../runtime/select_runtime.ts";
import { abortable } from "../time/abortable.ts";
import { Clock } from "../time/clock.ts";
import type { AttemptHost } from "./attempt_host.ts";
import type { Cutoffs } from "./cutoff.ts";

/** Options for {@linkcode Dispatch}. */
export interface DispatchOptions {
  readonly host: AttemptHost;
  readonly request: CallRequest;
  readonly cutoffs: Cutoffs;
  /** Milliseconds of silence after the commit, or `false` for no bound. */
  readonly stale: number | false;
  /** Whether it avoids the pooled connections. */
  readonly fresh: boolean;
  /** What ends it, beside the call's signal and its own clocks. */
  readonly lost?: AbortSignal | undefined;
  /** Returns the error of a clock that ran out; it's called in the turn in which that happens. */
  readonly expire: (phase: TimeoutPhase, limit: number) => unknown;
}

/** One request on its way. It owns its clocks, and its connection up to the headers, and frees them on every path. */
export class Dispatch {
  /** Runs from the dispatch to the first byte. */
  readonly ttfb: Clock;
  /** Runs from the dispatch to the first content. */
  readonly content: Clock;
  /** Runs while a read of the committed body waits. */
  readonly stale: Clock;
  /** Aborts with the reason of whatever ends it: the call, another attempt, or one of its clocks. */
  readonly signal: AbortSignal;
  readonly #options: DispatchOptions;
  readonly #connection: Connection | undefined;
  #startedAt: number | undefined;
  #sent: Promise<Response> | undefined;

  constructor(options: DispatchOptions) {
    const { host, lost, cutoffs, stale, expire } = options;
    this.#options = options;
    this.ttfb = new Clock(cutoffs.ttfb, (limit) => expire("ttfb", limit));
    this.content = new Clock(cutoffs.content, (limit) => expire("content", limit));
    this.stale = new Clock(stale, (limit) => expire("stale", limit), true);
    const sources = [host.signal, lost, this.ttfb.signal, this.content.signal, this.stale.signal];
    this.signal = AbortSignal.any(sources.filter((signal) => signal !== undefined));
    this.#connection = this.#connect();
  }

  /** Whether it has a connection of its own. */
  get fresh(): boolean {
    return this.#connection?.isFresh === true;
  }

  /** Milliseconds since its dispatch. */
  get elapsed(): number {
    return this.#startedAt === undefined ? 0 : performance.now() - this.#startedAt;
  }

  /**
   * Sends the request.
   *
   * @param onStart Is called when the clocks run, right before the dispatch.
   * @returns The response, once its headers have come.
   * @throws The reason of the signal, or what `fetch` rejected with.
   */
  async send(onStart: () => void): Promise<Response> {
    try {
      this.signal.throwIfAborted();
      this.#startedAt = performance.now();
      this.ttfb.start();
      this.content.start();
      onStart();
      this.signal.throwIfAborted();
      this.#sent = this.#fetch();
      return await abortable(this.#sent, this.signal);
    } finally {
      // A closed connection finishes the response that it's receiving.
      this.#connection?.close();
    }
  }

  /**
   * Frees it.
   *
   * @param reason What its response is cancelled with, should that still come.
   */
  abandon(reason: unknown): void {
    for (const clock of [this.ttfb, this.content, this.stale]) clock.stop();
    // A fetch that ignores its signal may still answer: that response is cancelled.
    this.#sent?.then((response) => response?.body?.cancel(reason)).catch(() => {});
  }

  /** An own connection is a fresh one, or one without the platform's limits if those are below ours. */
  #connect(): Connection | undefined {
    const { host: { options: { fetch }, guarded, format }, request: { init }, cutoffs, stale, fresh } = this.#options;
    if (!guarded) return undefined;
    const bounds = format ? [cutoffs.ttfb, cutoffs.content, stale] : [cutoffs.ttfb, stale];
    const patience = bounds.includes(false) ? false : Math.max(...bounds.map(Number));
    return runtime.connect({ init, fetch, isFresh: fresh, patience });
  }

  async #fetch(): Promise<Response> {
    const { host, request } = this.#options;
    const { options } = host;
    host.begin(this.signal);
    const underlying = options.fetch ?? fetch;
    const init: RequestInit = { signal: this.signal };
    try {
      return await request.dispatch(underlying, { ...init, ...this.#connection?.init });
    } catch (error) {
      // Nothing was sent, so a connection that `fetch` can't use doesn't cost an attempt.
      if (!this.#connection?.refused(error)) throw error;
      return await request.dispatch(underlying, init);
    }
  }
}
