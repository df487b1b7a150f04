import type { FetchObserverEvent } from "../outcome/observer.ts";
import type { OtelApi, OtelAttributes, OtelSpan } from "./otel_api.ts";

// Values of `SpanKind` and `SpanStatusCode`.
const INTERNAL = 0;
const CLIENT = 2;
const ERROR = 2;

/** The spans of one call. */
export class CallSpans<Context, Span extends OtelSpan> {
  readonly #api: OtelApi<Context, Span>;
  readonly #context: Context;
  readonly #span: Span;
  readonly #attempts = new Map<number, Span>();
  #hasEnded = false;

  /**
   * Constructs a new {@linkcode CallSpans} instance, with the call's span inside the active one.
   *
   * @param api The API.
   * @param event The first event of the call.
   */
  constructor(api: OtelApi<Context, Span>, event: FetchObserverEvent) {
    this.#api = api;
    const active = api.context.active();
    this.#span = this.#start(event, INTERNAL, {}, active);
    this.#context = api.trace.setSpan(active, this.#span);
  }

  /** Whether all spans have ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Adds an event. */
  observe(event: FetchObserverEvent): void {
    const attempt = this.#attempts.get(event.attempt);
    switch (event.type) {
      case "attempt":
        this.#attempts.set(event.attempt, this.#startAttempt(event));
        break;
      case "firstbyte":
        attempt?.setAttributes({ "http.response.status_code": event.status });
        attempt?.addEvent("firstbyte");
        break;
      case "content":
      case "stale":
        attempt?.addEvent(event.type);
        break;
      case "retry":
        this.#endAttempt(event.attempt, event.status === undefined ? event.reason : String(event.status));
        break;
      case "resume":
        this.#endAttempt(event.attempt, nameOf(event.error));
        break;
      case "lost":
        attempt?.addEvent("lost");
        this.#endAttempt(event.attempt);
        break;
      case "end":
        if (event.cancelled) attempt?.addEvent("cancelled");
        this.#end();
        break;
      case "error":
        this.#end(nameOf(event.error));
    }
  }

  /** Ends all open spans. */
  abandon(): void {
    this.#end();
  }

  #startAttempt(event: FetchObserverEvent & { type: "attempt" }): Span {
    const attributes: OtelAttributes = { "firstbyte.fresh": event.fresh, "firstbyte.hedge": event.hedge ?? false };
    if (event.attempt > 1) attributes["http.request.resend_count"] = event.attempt - 1;
    if (event.resume !== undefined) attributes["firstbyte.resume"] = event.resume;
    return this.#start(event, CLIENT, attributes, this.#context);
  }

  #start({ method, url }: FetchObserverEvent, kind: number, attributes: OtelAttributes, context: Context): Span {
    const tracer = this.#api.trace.getTracer("@firstbyte/fetch");
    return tracer.startSpan(method, { kind, attributes: { ...describe(method, url), ...attributes } }, context);
  }

  #endAttempt(number: number, errorType?: string): void {
    const span = this.#attempts.get(number);
    this.#attempts.delete(number);
    if (span) end(span, errorType);
  }

  #end(errorType?: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const number of [...this.#attempts.keys()]) this.#endAttempt(number, errorType);
    end(this.#span, errorType);
  }
}

function describe(method: string, url: string): OtelAttributes {
  const attributes: OtelAttributes = { "http.request.method": method, "url.full": url };
  const { hostname, port, protocol } = URL.canParse(url) ? new URL(url) : { hostname: "", port: "", protocol: "" };
  if (hostname === "") return attributes;
  const byDefault = protocol === "https:" ? 443 : 80;
  return { ...attributes, "server.address": hostname, "server.port": port === "" ? byDefault : Number(port) };
}

function end(span: OtelSpan, errorType: string | undefined): void {
  if (errorType !== undefined) {
    span.setAttributes({ "error.type": errorType });
    span.setStatus({ code: ERROR });
  }
  span.end();
}

/** Returns the name of an error. Its message may hold a secret. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "_OTHER";
}
