import type { AttemptOutcome, AttemptRecord } from "../outcome/attempt_record.ts";
import type { TimeoutPhase } from "../outcome/timeout_error.ts";
import type { CallRequest } from "../request/call_request.ts";
import { canReplaceBody } from "../response/faithful_response.ts";
import { setTiming } from "../outcome/timing.ts";
import type { BodyClose } from "../response/watched_source.ts";
import { abortable } from "../time/abortable.ts";
import { Answer } from "./answer.ts";
import type { AttemptEvent, AttemptHost } from "./attempt_host.ts";
import type { Beginning } from "./beginning.ts";
import { type Cutoffs, cutoffs } from "./cutoff.ts";
import { Dispatch } from "./dispatch.ts";
import { type Loss, retryDelay } from "./retry_delay.ts";
import { staleLimit } from "./stale_limit.ts";

/** What follows a lost attempt: another attempt, after a delay. */
export interface Retry extends Loss {
  /** Milliseconds to wait before it. */
  readonly delay: number;
}

/** One attempt of a call, up to the response that the caller gets. */
export class Attempt {
  /** Number of the attempt, from `1`. */
  readonly number: number;
  protected readonly host: AttemptHost;
  protected readonly request: CallRequest;
  protected readonly cutoffs: Cutoffs;
  readonly #dispatch: Dispatch;
  #response: Response | undefined;
  #answer: Answer | undefined;
  #failure: number | undefined;
  #firstByteAt: number | undefined;

  /**
   * @param host The call.
   * @param number Number of the attempt, from `1`.
   * @param lost Aborts when another attempt is committed first, if several run.
   */
  constructor(host: AttemptHost, number: number, lost?: AbortSignal) {
    this.host = host;
    this.number = number;
    this.request = host.requestOf(number);
    this.cutoffs = cutoffs(host, number, this.request);
    this.#dispatch = new Dispatch({
      host,
      request: this.request,
      cutoffs: this.cutoffs,
      stale: staleLimit(host, this.request),
      fresh: number > 1 && host.options.reconnect === "fresh",
      lost,
      expire: (phase, limit) => this.#expire(phase, limit),
    });
  }

  /**
   * Makes the attempt.
   *
   * @returns The response, once its first byte or first content is in; or the retry that follows.
   * @throws The reason of the signal that ended the call, or the error of the attempt.
   */
  async run(): Promise<Response | Retry> {
    try {
      return await this.#open() ?? await this.#commit();
    } catch (error) {
      this.#abandon(error);
      throw error;
    }
  }

  /** Milliseconds since the dispatch. */
  get elapsed(): number {
    return this.#dispatch.elapsed;
  }

  /** Returns the milliseconds to wait before the next attempt; `undefined` if none follows. */
  protected decide(loss: Loss): number | undefined {
    const { guarded, options } = this.host;
    const isLast = this.number >= options.retry.maxAttempts;
    return guarded && !isLast ? retryDelay(loss, this.request, options) : undefined;
  }

  /** Returns what a refusal waits for before it counts as the answer, if anything. */
  protected hold(_status: number, _headers: Headers): Promise<void> | undefined {
    return undefined;
  }

  /** Calls the caller's observer. */
  protected tell(event: AttemptEvent): void {
    this.host.tell(event);
  }

  /** Adds the attempt to the records of the call. */
  protected record(record: AttemptRecord): void {
    this.host.record(record, this.request);
  }

  /** Ends the call when its body closes. */
  protected close(how: BodyClose, attempt = this.number): void {
    this.host.close();
    this.tell({ attempt, ...how });
  }

  /** Waits for the headers; returns the retry that follows if the attempt is lost. */
  async #open(): Promise<Retry | undefined> {
    const { number: attempt, cutoffs: { ttfb, content } } = this;
    const { format, guarded } = this.host;
    try {
      this.#response = await this.#dispatch.send(() =>
        this.tell({
          attempt,
          type: "attempt",
          guarded,
          cutoff: ttfb,
          ...(format && { contentCutoff: content, format: format.name }),
          fresh: this.#dispatch.fresh,
        })
      );
    } catch (error) {
      return this.#lose({ attempt, reason: "network", error });
    }
    return await this.#refused(this.#response);
  }

  /** Returns the retry that follows a status, if one does. */
  async #refused(response: Response | null | undefined): Promise<Retry | undefined> {
    // A `fetch` of the caller's may return anything: the caller gets it as it is.
    if (!response?.headers) return undefined;
    const { status, headers } = response;
    await this.#wait(this.hold(status, headers));
    if (!this.host.options.retry.statusCodes.includes(status)) return undefined;
    return this.#lose({ attempt: this.number, reason: "status", status, headers });
  }

  /** Waits for the first byte or the first content, and hands the response out. */
  async #commit(): Promise<Response | Retry> {
    const response = this.#response as Response;
    if (this.request.method === "HEAD" || !canReplaceBody(response)) return this.#hand(response, true);
    const { host, request } = this;
    const answer = this.#answer = new Answer({ host, request, response, dispatch: this.#dispatch });
    const retry = await this.#lost(await answer.begin(() => this.#firstByte()), answer);
    if (retry) return retry;
    this.#dispatch.signal.throwIfAborted();
    return this.#hand(answer.response((how, resumedBy) => this.close(how, resumedBy)));
  }

  /** Returns the retry that follows a body with a bad beginning, if one does. */
  async #lost(beginning: Beginning, { heldBytes }: Answer): Promise<Retry | undefined> {
    if (beginning.kind === "committed") return undefined;
    if (beginning.kind === "broken") {
      return this.#lose({ ...this.#headers(), reason: "network", error: beginning.error });
    }
    if (beginning.kind === "failure") {
      const { status, transient } = beginning;
      this.#failure = status;
      const loss: Loss = { ...this.#headers(), reason: "failure", status, transient };
      await this.#wait(this.hold(status, loss.headers as Headers));
      return this.#lose(loss);
    }
    if (!this.host.options.complete) return undefined;
    const error = this.host.truncatedError(this.host.format?.name ?? "", heldBytes, beginning.lastEvent);
    return this.#lose({ ...this.#headers(), reason: "truncated", error });
  }

  #headers(): Pick<Loss, "attempt" | "status" | "headers"> {
    return { attempt: this.number, status: this.#response?.status, headers: this.#response?.headers };
  }

  /** Waits with the clocks at rest: they don't count the time that a refusal is held. */
  async #wait(held: Promise<void> | undefined): Promise<void> {
    if (!held) return;
    const { ttfb, content, signal } = this.#dispatch;
    ttfb.rest();
    content.rest();
    await abortable(held, signal);
    ttfb.start();
    content.start();
  }

  /** Returns the retry that follows; `undefined` if the caller gets the response after all. */
  #lose(given: Loss): Retry | undefined {
    const { host: { signal }, number: attempt } = this;
    signal?.throwIfAborted();
    const { ttfb, content } = this.#dispatch;
    const expired = ttfb.expired ? "ttfb" : content.expired ? "content" : undefined;
    const loss: Loss = expired ? { ...given, reason: expired } : given;
    const delay = this.decide(loss);
    // It called functions of the caller, and they may have aborted.
    signal?.throwIfAborted();
    if (!expired) {
      if (delay === undefined && this.#response) return undefined;
      this.#record(loss.reason);
    }
    if (delay === undefined) throw loss.error;
    this.#abandon(loss.error);
    return { ...loss, attempt, delay };
  }

  /** Ends the attempt: the server sees its socket close, or its stream reset. */
  #abandon(reason: unknown): void {
    this.#dispatch.abandon(reason);
    this.#answer?.cancel(reason);
  }

  #firstByte(): void {
    // A function of the caller found it, and may have aborted.
    this.host.signal?.throwIfAborted();
    this.#dispatch.ttfb.stop();
    this.#firstByteAt = performance.now();
    this.tell({
      attempt: this.number,
      type: "firstbyte",
      elapsed: this.#dispatch.elapsed,
      status: this.#response?.status ?? 0,
    });
  }

  /** Hands a response out. If no body follows, the call is over. */
  #hand(handed: Response, isOver?: boolean): Response {
    const { attempts, began } = this.host;
    this.#record("response");
    if (this.#firstByteAt === undefined) this.#firstByte();
    this.#dispatch.content.stop();
    if (this.#answer?.isJudged) this.tell({ attempt: this.number, type: "content", elapsed: this.#dispatch.elapsed });
    if (Object(handed) === handed) {
      setTiming(handed, {
        attempts,
        firstByte: (this.#firstByteAt ?? performance.now()) - began,
        ...(this.#answer?.isJudged && { firstContent: performance.now() - began }),
      });
    }
    if (isOver) this.close({ type: "end", cancelled: false });
    return handed;
  }

  #expire(phase: TimeoutPhase, limit: number): unknown {
    if (phase === "stale") this.tell({ attempt: this.number, type: "stale", cutoff: limit });
    else this.#record(phase as AttemptOutcome);
    return this.host.timeoutError(phase, limit);
  }

  #record(outcome: AttemptOutcome): void {
    this.record({
      attempt: this.number,
      cutoff: this.cutoffs.ttfb,
      ...(this.host.format && { contentCutoff: this.cutoffs.content }),
      elapsed: this.#dispatch.elapsed,
      status: this.#response?.status,
      ...(this.#failure !== undefined && { failure: this.#failure }),
      outcome,
    });
  }
}
