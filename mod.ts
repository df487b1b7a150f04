/**
 * A `fetch` that never waits on a dead connection: same signature, a real
 * `Response` back, web standards only.
 *
 * Streaming back ends sometimes accept a connection and then send nothing.
 * {@linkcode createFetch} gives each attempt a time for its first body byte, sends
 * the request again where none comes, and errors a stream that falls silent later.
 * Bytes come from one attempt; after the first of them nothing is sent again.
 *
 * @example The same call, that starts or starts again
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
export {
  type AttemptOutcome,
  type AttemptRecord,
  type LossReason,
  TimeoutError,
  type TimeoutErrorOptions,
  type TimeoutPhase,
} from "./src/errors.ts";
export { events, type EventsOptions, type EventSourceMessage } from "./src/events.ts";
export type { FetchRequest } from "./src/request/fetch_request.ts";
export type { LifeSign } from "./src/life_sign.ts";
export type { FetchEventDetail, FetchObserver, FetchObserverEvent } from "./src/observer.ts";
export type { HedgeOptions } from "./src/hedge_options.ts";
export { type LearnedCutoff, learnedCutoff, type LearnedCutoffOptions } from "./src/learned_cutoff.ts";
export { llmCutoff, type LlmCutoffOptions } from "./src/llm_cutoff.ts";
export type { CutoffContext, CutoffFunction, FetchOptions } from "./src/options.ts";
export type { RetryContext, RetryOptions } from "./src/retry_options.ts";
export type { Targets } from "./src/targets.ts";
export { type FetchTiming, timingOf } from "./src/timing.ts";
export type { UnderlyingFetch } from "./src/underlying_fetch.ts";
