import type { AttemptEvent, AttemptHost } from "../attempt/attempt_host.ts";
import type { Format } from "../formats/format.ts";
import type { ResolvedOptions } from "../options/fetch_options.ts";
import type { CallRequest } from "../request/call_request.ts";
import type { FetchRequest } from "../request/fetch_request.ts";
import { aim } from "../request/targets.ts";
import { AdoptedSignal } from "../time/adopted_signal.ts";
import { anySignal } from "../time/any_signal.ts";
import { Clock } from "../time/clock.ts";
import type { AttemptRecord } from "../outcome/attempt_record.ts";
import { notify } from "../outcome/observer.ts";
import { TimeoutError, type TimeoutPhase } from "../outcome/timeout_error.ts";
import { TruncatedError } from "../outcome/truncated_error.ts";
import { Nesting } from "./nesting.ts";

/** What the attempts of one `fetch` call share. */
export class Call implements AttemptHost {
  readonly options: ResolvedOptions;
  readonly signal: AbortSignal | undefined;
  readonly began: number = performance.now();
  readonly attempts: AttemptRecord[] = [];
  started = 0;
  /** The request; its body is kept by {@linkcode prepare}. */
  request: CallRequest;
  guarded = false;
  format: Format | undefined;
  /** Name of the header that all attempts have in common, if there is one. */
  sharedHeader: string | undefined;
  /** What the last lost attempt failed with. */
  cause: unknown;
  readonly #adopted: AdoptedSignal;
  readonly #total: Clock;
  readonly #trace: Error;
  readonly #nesting: Nesting;
  #id: string | undefined;

  /**
   * Begins a call, and starts its total timeout.
   *
   * @param request The caller's arguments.
   * @param options The options of the call.
   * @param trace An error made in the caller's call: its stack has the caller's frame.
   * @param nesting The dispatches of the same `fetch`.
   */
  constructor(request: CallRequest, options: ResolvedOptions, trace: Error, nesting: Nesting = new Nesting()) {
    this.request = request;
    this.options = options;
    this.#trace = trace;
    this.#nesting = nesting;
    this.#total = new Clock(options.totalTimeout ?? false, (limit) => this.timeoutError("total", limit), true);
    this.#adopted = new AdoptedSignal(request.signal, !!options.fetch);
    this.signal = anySignal([this.#adopted.signal, this.#total.signal]);
    this.#total.start();
  }

  requestOf(attempt: number): CallRequest {
    const { request, options: { targets }, sharedHeader } = this;
    return targets ? aim(request, targets, attempt, sharedHeader) : request;
  }

  begin(dispatch: AbortSignal): void {
    this.#nesting.add(dispatch, this.request.signal);
  }

  tell(event: AttemptEvent): void {
    const { onEvent } = this.options;
    if (!onEvent) return;
    const { method, url } = this.request;
    this.#id ??= randomId();
    // The user name, the password and the query may be secrets.
    const shown = url.replace(/[?#].*$/s, "").replace(/^(\w+:\/\/)[^/]*@/, "$1");
    notify(onEvent, { id: this.#id, method, url: shown, ...event });
  }

  record(record: AttemptRecord, sent: FetchRequest): void {
    this.attempts.push(record);
    const { ttfbTimeout, contentTimeout } = this.options;
    for (const cutoff of new Set([ttfbTimeout, contentTimeout])) {
      // A number, or `false`, has nothing to learn.
      if (typeof cutoff === "function") notify(() => cutoff.learn?.(sent, record), undefined);
    }
  }

  timeoutError(phase: TimeoutPhase, cutoff: number): TimeoutError {
    const { attempts, request } = this;
    // The list of attempts tells what an earlier timeout would.
    const cause = this.cause instanceof TimeoutError ? this.cause.cause : this.cause;
    const note = phase === "ttfb" || phase === "content" ? request.once : undefined;
    return this.#traced(new TimeoutError({ phase, cutoff, attempts: [...attempts], note, cause }));
  }

  truncatedError(format: string, bytes: number, lastEvent: string | undefined): TruncatedError {
    const { attempts, cause } = this;
    return this.#traced(new TruncatedError({ format, bytes, lastEvent, attempts: [...attempts], cause }));
  }

  close(): void {
    this.#total.stop();
    this.#adopted.release();
  }

  /** Gives an error the stack of the caller's call: the stack of a clock leads nowhere. */
  #traced<T extends Error>(error: T): T {
    const frames = this.#trace.stack?.replace(/^\w*Error.*\n/, "") ?? "";
    Object.defineProperty(error, "stack", {
      value: `${error.name}: ${error.message}\n${frames}`,
      configurable: true,
      writable: true,
    });
    return error;
  }
}

/** Returns a random id. A page over plain HTTP has no `crypto.randomUUID`. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
