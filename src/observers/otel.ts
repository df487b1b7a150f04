import type { FetchObserver, FetchObserverEvent } from "../outcome/observer.ts";
import { CallSpans } from "./call_spans.ts";
import type { OtelApi, OtelSpan } from "./otel_api.ts";

// A call whose response is never read has no end event, so the oldest calls are dropped.
const MOST_CALLS = 4_096;

/**
 * Creates an observer that traces calls with OpenTelemetry. Each call is a span, and each attempt a span inside it.
 *
 * Names and attributes follow the semantic conventions for HTTP. No query, header, body or error message is in a span.
 *
 * @param api The `@opentelemetry/api` module, or a compatible object.
 * @returns An observer for `onEvent`.
 *
 * @example Tracing with the registered provider
 * ```ts
 * import * as api from "npm:@opentelemetry/api@1";
 * import { createFetch, otel } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ onEvent: otel(api) });
 * await (await fetch("data:,hello")).text();
 * ```
 * @see {@link https://opentelemetry.io/docs/specs/semconv/http/http-spans/}
 */
export function otel<Context, Span extends OtelSpan>(api: OtelApi<Context, Span>): FetchObserver {
  const calls = new Map<string, CallSpans<Context, Span>>();
  return (event) => {
    const call = calls.get(event.id) ?? begin(api, calls, event);
    call.observe(event);
    if (call.hasEnded) calls.delete(event.id);
  };
}

function begin<Context, Span extends OtelSpan>(
  api: OtelApi<Context, Span>,
  calls: Map<string, CallSpans<Context, Span>>,
  event: FetchObserverEvent,
): CallSpans<Context, Span> {
  const call = new CallSpans(api, event);
  calls.set(event.id, call);
  const [oldest] = calls;
  if (calls.size > MOST_CALLS && oldest) {
    oldest[1].abandon();
    calls.delete(oldest[0]);
  }
  return call;
}
