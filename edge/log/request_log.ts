import type { Context, MiddlewareHandler } from "hono";
import { type FetchObserverEvent, TimeoutError } from "../../mod.ts";
import { optionError } from "../option_error.ts";
import { ClientBodyError } from "../request/take_upload.ts";
import type { Attempts, AttemptSummary } from "../upstreams/attempts.ts";
import { splitUrl } from "../upstreams/upstream.ts";

/**
 * How a request ended: `"answered"` by the proxy itself; `"complete"`, the
 * upstream's whole answer; `"client_left"`; `"timeout"`, no first byte or not
 * complete in time; `"unreachable"`; and, in the middle of an answer, `"broken"`
 * or `"stale"`.
 */
export type Outcome = "answered" | "complete" | "client_left" | "timeout" | "unreachable" | "broken" | "stale";

/** What is logged of a request: nothing that its headers, body or query held. */
export interface LogLine {
  /** When it ended, in ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** Path, without the query. */
  readonly path: string;
  /** Name that the upstream is mounted under, if it has one. */
  readonly upstream?: string;
  /** Host of the upstream that answered, or was asked last. */
  readonly host?: string;
  /** Status code that the client was sent. */
  readonly status: number;
  readonly outcome: Outcome;
  /** Attempts made at the upstreams. */
  readonly attempts: number;
  /** Those of them that were started while another still ran. */
  readonly hedges: number;
  /** What became of each, if there was more than one. */
  readonly tried?: readonly AttemptSummary[];
  /** Milliseconds from the first attempt to the upstream's first byte, lost attempts included; so is an upload that is passed on as it comes. */
  readonly ttfb?: number;
  /** Milliseconds from when the request came to the end. */
  readonly duration: number;
}

/** Gathers what is logged of a request, and logs it once: when its answer is out and its end known. */
export class RequestRecord {
  /** Name that the upstream is mounted under. */
  upstream: string | undefined;
  /** The attempts at it, if the request is sent on. */
  attempts: Attempts | undefined;
  readonly #startedAt = performance.now();
  readonly #logged = Promise.withResolvers<void>();
  readonly #request: Request;
  readonly #log: (line: LogLine) => void;
  #attemptedAt: number | undefined;
  #ttfb: number | undefined;
  #status: number | undefined;
  #outcome: Outcome | undefined;

  constructor(request: Request, log: (line: LogLine) => void) {
    this.#request = request;
    this.#log = log;
  }

  /** Milliseconds since the request came. */
  get elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  /** Resolves once it is logged. */
  get logged(): Promise<void> {
    return this.#logged.promise;
  }

  /** Watches the fetch of the upstream. */
  observe(event: FetchObserverEvent): void {
    this.attempts?.observe(event);
    if (event.type === "attempt") this.#attemptedAt ??= this.elapsed;
    if (event.type === "firstbyte") this.#ttfb = this.elapsed - (this.#attemptedAt ?? 0);
    if (event.type === "end") this.end(event.cancelled ? "client_left" : "complete");
    // Before that, whoever answers in the upstream's place knows best.
    if (event.type === "error" && this.#ttfb !== undefined) this.end(this.#outcomeOf(event.error));
  }

  /** The answer is on its way. */
  answer(status: number): void {
    this.#status = status;
    if (!this.attempts?.count) this.#outcome ??= "answered";
    this.#write();
  }

  /** The request is over; only the first call counts. */
  end(outcome: Outcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    this.#write();
  }

  #outcomeOf(error: unknown): Outcome {
    if (this.#request.signal.aborted || error instanceof ClientBodyError) return "client_left";
    if (error instanceof TimeoutError) return error.phase === "stale" ? "stale" : "timeout";
    return "broken";
  }

  #tried(): AttemptSummary[] | undefined {
    const { summaries = [] } = this.attempts ?? {};
    return summaries.length > 1 ? summaries.map((one) => ({ ...one, elapsed: round(one.elapsed) })) : undefined;
  }

  #write(): void {
    if (this.#status === undefined || this.#outcome === undefined) return;
    const line: LogLine = {
      time: new Date().toISOString(),
      method: this.#request.method,
      path: splitUrl(this.#request.url).path,
      upstream: this.upstream,
      host: this.attempts?.host,
      status: this.#status,
      outcome: this.#outcome,
      attempts: this.attempts?.count ?? 0,
      hedges: this.attempts?.hedges ?? 0,
      tried: this.#tried(),
      ttfb: this.#ttfb && round(this.#ttfb),
      duration: round(this.elapsed),
    };
    try {
      this.#log(line);
    } catch {
      // A log that fails breaks no request.
    }
    this.#logged.resolve();
  }
}

const records = new WeakMap<Request, RequestRecord>();

/** Returns the record of a request that {@linkcode requestLog} logs. */
export function recordOf({ req: { raw } }: Context): RequestRecord {
  const record = records.get(raw);
  if (!record) throw new TypeError("Cannot find the record of a request: expected one that is logged");
  return record;
}

/** Resolves once a request is logged that an app was given. */
export async function logged(request: Request): Promise<void> {
  await records.get(request)?.logged;
}

/**
 * Makes a middleware that logs each request.
 *
 * @param log Is given a line for each.
 * @throws {TypeError} If it is no function.
 */
export function requestLog(log: (line: LogLine) => void = writeLine): MiddlewareHandler {
  if (typeof log !== "function") throw optionError("log", "a function", log);
  return async (c, next) => {
    const record = new RequestRecord(c.req.raw, log);
    records.set(c.req.raw, record);
    await next();
    record.answer(c.res.status);
  };
}

/** Writes a line to the console. */
export function writeLine(line: LogLine): void {
  console.log(JSON.stringify(line));
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
