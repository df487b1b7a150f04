import type { FetchObserver, FetchObserverEvent } from "../outcome/observer.ts";
import { CallSpans } from "./call_spans.ts";
import type { OtelApi, OtelSpan } from "./otel_api.ts";

// A response that nobody reads has no end to hear of: the oldest calls make room.
const MOST_CALLS = 4_096;

/**
 * Creates an observer that traces calls by OpenTelemetry: a span for each call, and in it one for each attempt.
 *
 * Spans are named and described by the semantic conventions for HTTP. They hold no query, no header, nothing of a body,
 * and no error's message.
 *
 * @param api The `@opentelemetry/api` module, or what implements as much of it.
 * @returns An observer for `onEvent`.
 *
 * @example Tracing by the provider that's registered
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
