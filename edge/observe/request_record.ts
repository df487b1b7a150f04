import { deferred } from "../runtime/deferred.ts";
import { type FetchObserverEvent, TimeoutError } from "../../mod.ts";
import { ClientBodyError } from "../upload/client_body_error.ts";
import { splitUrl } from "../request/split_url.ts";
import type { NetworkFailure } from "../dispatch/network_failure.ts";
import type { Attempts, AttemptSummary } from "../attempts/attempts.ts";
import type { LogLine, Outcome } from "./log_line.ts";
import type { ObservedRequest, RequestObserver } from "./request_observer.ts";

const BREAKS: readonly Outcome[] = ["broken", "stale"];

/** Collects what is known about a request, and logs it once: when its status is sent and its outcome is known. */
export class RequestRecord implements ObservedRequest {
  /** Name that the upstream is mounted under. */
  upstream: string | undefined;
  /** Why no upstream was reached. */
  unreachable: NetworkFailure | undefined;
  /** Its attempts; `undefined` if the proxy answered the request itself. */
  attempts: Attempts | undefined;
  /** Status code of a failure that was sent as a message, because the answer had begun. */
  failure: number | undefined;
  readonly #startedAt = performance.now();
  readonly #logged = deferred<void>();
  readonly #request: Request;
  readonly #log: (line: LogLine) => void;
  readonly #observers: readonly RequestObserver[];
  readonly #stop = new AbortController();
  readonly #endings: (() => boolean)[] = [];
  #attemptedAt: number | undefined;
  #ttfb: number | undefined;
  #content: number | undefined;
  #hasBegun = false;
  #failure: { readonly error: unknown } | undefined;
  #status: number | undefined;
  #outcome: Outcome | undefined;

  constructor(request: Request, log: (line: LogLine) => void, observers: readonly RequestObserver[] = []) {
    this.#request = request;
    this.#log = log;
    this.#observers = observers;
    this.#notify((observer) => observer.begin?.(this));
  }

  /** Path of the request without its query. */
  get path(): string {
    return splitUrl(this.#request.url).path;
  }

  get method(): string {
    return this.#request.method;
  }

  /** The `User-Agent` header of the client, or an empty string. */
  get userAgent(): string {
    return this.#request.headers.get("user-agent") ?? "";
  }

  /** Aborts when {@linkcode stop} is called. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Ends the request, whatever its state. */
  stop(reason: Error): void {
    this.#stop.abort(reason);
  }

  /** Milliseconds since the request arrived. */
  get elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  /** Resolves once the request is logged. */
  get logged(): Promise<void> {
    return this.#logged.promise;
  }

  /**
   * Adds a function that returns whether the last event of the answer has come. A client that leaves after that event
   * got the whole answer.
   */
  readonly watchEvents = (hasEnded: () => boolean): void => {
    this.#endings.push(hasEnded);
  };

  /** Takes an event of the upstream fetch. */
  observe(event: FetchObserverEvent): void {
    this.attempts?.observe(event);
    if (event.type === "attempt") this.#attemptedAt ??= this.elapsed;
    if (event.type === "firstbyte" && !this.attempts?.resumptions) this.#ttfb = this.#sinceFirst;
    if (event.type === "content") this.#content = this.#sinceFirst;
    if (event.type === "end") this.end(event.cancelled && !this.#hasEnded ? "client_left" : "complete");
    if (event.type === "error") this.#fail(event.error);
    this.#notify((observer) => observer.event?.(this, event));
  }

  /** Marks that an upstream's answer has begun. A failure from now on breaks that answer. */
  begin(): void {
    this.#hasBegun = true;
    if (this.#failure) this.#fail(this.#failure.error);
  }

  /** Takes the status code that the client gets. */
  answer(status: number): void {
    this.#status = status;
    if (!this.attempts?.count) this.#outcome ??= "answered";
    this.#write();
  }

  /** Ends the request. Only the first call counts. */
  end(outcome: Outcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    if (BREAKS.includes(outcome) || outcome === "complete") this.attempts?.finish(outcome === "complete");
    this.#write();
  }

  get #sinceFirst(): number {
    return this.elapsed - (this.#attemptedAt ?? 0);
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    // Until an answer begins, the code that answers for the upstream ends the request.
    if (this.#hasBegun) this.end(this.#outcomeOf(error));
  }

  #outcomeOf(error: unknown): Outcome {
    if (this.stopped.aborted) return "shut_down";
    if (this.#request.signal.aborted && this.#hasEnded) return "complete";
    if (this.#request.signal.aborted || error instanceof ClientBodyError) return "client_left";
    if (error instanceof TimeoutError) return error.phase === "stale" ? "stale" : "timeout";
    return "broken";
  }

  get #hasEnded(): boolean {
    return this.#endings.some((hasEnded) => hasEnded());
  }

  #summaries(): AttemptSummary[] | undefined {
    const { summaries = [] } = this.attempts ?? {};
    return summaries.length > 1 ? summaries.map((one) => ({ ...one, elapsed: round(one.elapsed) })) : undefined;
  }

  #write(): void {
    if (this.#status === undefined || this.#outcome === undefined) return;
    const line: LogLine = {
      time: new Date().toISOString(),
      method: this.method,
      path: this.path,
      upstream: this.upstream,
      host: this.attempts?.host,
      status: this.#status,
      outcome: this.#outcome,
      unreachable: this.unreachable,
      attempts: this.attempts?.count ?? 0,
      hedges: this.attempts?.hedges ?? 0,
      resumptions: this.attempts?.resumptions || undefined,
      tried: this.#summaries(),
      ttfb: this.#ttfb && round(this.#ttfb),
      content: this.#content && round(this.#content),
      failure: this.failure ?? this.attempts?.failure,
      duration: round(this.elapsed),
    };
    try {
      this.#log(line);
    } catch {
      // A log that fails must not break the request.
    }
    this.#notify((observer) => observer.end?.(this, line));
    this.#logged.resolve();
  }

  #notify(call: (observer: RequestObserver) => void): void {
    for (const observer of this.#observers) {
      try {
        call(observer);
      } catch {
        // An observer that fails must not break the request.
      }
    }
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
