import * as api from "@opentelemetry/api";
import { type FetchObserver, otel } from "../../mod.ts";

/**
 * Traces what a proxy does by the provider that the process registered before: Deno's own with `OTEL_DENO=true`, on Node
 * what `--import` loads.
 *
 * @returns An observer, or `undefined` where nobody records.
 */
export function tracing(): FetchObserver | undefined {
  const probe = api.trace.getTracer("@firstbyte/proxy").startSpan("probe");
  const isRecording = probe.isRecording();
  // It isn't ended, so it's never exported.
  return isRecording ? otel(api) : undefined;
}
