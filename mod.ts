/**
 * A `fetch` that never waits on a dead connection: same signature, a real `Response` back, web standards only.
 *
 * Streaming back ends sometimes accept a connection and then send nothing. {@linkcode createFetch} gives each attempt a
 * time for its first body byte, retries the request if none comes, and errors a stream that falls silent later. All
 * bytes come from one attempt. Once the first byte has come, nothing is retried.
 *
 * @example A call that is retried if it doesn't start
 * ```ts
 * import { createFetch, events } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ ttfbTimeout: 10_000 });
 * const response = await fetch("data:text/event-stream,data: hello%0A%0A");
 * for await (const { data } of events(response)) console.log(data); // "hello"
 * ```
 *
 * @module
 */

export { createFetch, type Fetch, type FetchInit, type RuntimeInit } from "./src/create_fetch.ts";
export type { AttemptOutcome, AttemptRecord, LossReason } from "./src/outcome/attempt_record.ts";
export type { FetchEventDetail, FetchObserver, FetchObserverEvent } from "./src/outcome/observer.ts";
export { TimeoutError, type TimeoutErrorOptions, type TimeoutPhase } from "./src/outcome/timeout_error.ts";
export { TruncatedError, type TruncatedErrorOptions } from "./src/outcome/truncated_error.ts";
export { type LearnedCutoff, learnedCutoff, type LearnedCutoffOptions } from "./src/cutoff/learned_cutoff.ts";
export { llmCutoff, type LlmCutoffOptions } from "./src/cutoff/llm_cutoff.ts";
export { event } from "./src/events/event.ts";
export { events, type EventsOptions, type EventSourceMessage } from "./src/events/events.ts";
export type { Chunk, LifeDetector, LifeSign } from "./src/events/life_sign.ts";
export { anthropicMessages } from "./src/formats/anthropic_messages.ts";
export { bedrock } from "./src/formats/bedrock.ts";
export { cohere } from "./src/formats/cohere.ts";
export { content } from "./src/formats/content.ts";
export { gemini } from "./src/formats/gemini.ts";
export { geminiInteractions } from "./src/formats/gemini_interactions.ts";
export { llm } from "./src/formats/llm.ts";
export { ollama } from "./src/formats/ollama.ts";
export { openaiChat } from "./src/formats/openai_chat.ts";
export { openaiResponses } from "./src/formats/openai_responses.ts";
export { tgi } from "./src/formats/tgi.ts";
export type {
  Format,
  Framing,
  LastWords,
  StreamEnd,
  StreamFailure,
  StreamJudge,
  Verdict,
} from "./src/formats/format.ts";
export type { Effort, StreamRequest } from "./src/request/stream_request.ts";
export { hedge, type HedgeOptions } from "./src/hedge/hedge.ts";
export type { HedgedCall, HedgePolicy } from "./src/options/hedge_policy.ts";
export { diagnosticsChannel, type DiagnosticsChannels } from "./src/observers/diagnostics_channel.ts";
export { otel } from "./src/observers/otel.ts";
export type { OtelApi, OtelAttributes, OtelSpan } from "./src/observers/otel_api.ts";
export type { CutoffContext, CutoffFunction, FetchOptions } from "./src/options/fetch_options.ts";
export type { RetryContext, RetryOptions } from "./src/options/retry_options.ts";
export { defaultGuard } from "./src/request/default_guard.ts";
export type { FetchRequest } from "./src/request/fetch_request.ts";
export { isJsonRpc } from "./src/request/is_json_rpc.ts";
export type { Targets } from "./src/request/targets.ts";
export type { UnderlyingFetch } from "./src/request/underlying_fetch.ts";
export { type FetchTiming, timingOf } from "./src/outcome/timing.ts";
export { resumeEvents } from "./src/resume/resume_events.ts";
export { resumeInteractions } from "./src/resume/resume_interactions.ts";
export type { Acceptance, Continuation, ResumePolicy, Resumption } from "./src/resume/resume_policy.ts";
export { resumeRange } from "./src/resume/resume_range.ts";
export { resumeResponses } from "./src/resume/resume_responses.ts";
