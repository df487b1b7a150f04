import * as api from "@opentelemetry/api";
import { type FetchObserver, otel } from "../../mod.ts";

/**
 * Creates an observer that traces fetches with OpenTelemetry. It uses the provider that the process has registered: on
 * Deno the built-in one with `OTEL_DENO=true`, on Node one that `--import` loads.
 *
 * @returns The observer, or `undefined` if no provider records spans.
 */
export function tracing(): FetchObserver | undefined {
  const probe = api.trace.getTracer("@firstbyte/proxy").startSpan("probe");
  const isRecording = probe.isRecording();
  // The span is never ended, so it's never exported.
  return isRecording ? otel(api) : undefined;
}
