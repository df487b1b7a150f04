export { createFetch, type Fetch, type FetchInit } from "./src/create_fetch.ts";
export {
  type AttemptOutcome,
  type AttemptRecord,
  TimeoutError,
  type TimeoutErrorOptions,
  type TimeoutPhase,
} from "./src/errors.ts";
export { events, type EventsOptions, type EventSourceMessage } from "./src/events.ts";
export type { FetchRequest } from "./src/fetch_request.ts";
export type { LifeSign } from "./src/life_sign.ts";
export type { FetchObserver, FetchObserverEvent } from "./src/observer.ts";
export type { CutoffContext, FetchOptions, RetryContext, RetryOptions } from "./src/options.ts";
export { type FetchTiming, timingOf } from "./src/timing.ts";
