import type { FetchObserverEvent } from "../../mod.ts";
import type { Attempts } from "../attempts/attempts.ts";
import type { LogLine } from "./log_line.ts";

/** A request, as observers see it. Each request has one object of its own, so that it can be the key of a map. */
export interface ObservedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** Name that the upstream is mounted under. */
  readonly upstream: string | undefined;
  /** Its attempts; `undefined` if the proxy answered the request itself. */
  readonly attempts: Attempts | undefined;
  /** Milliseconds since the request arrived. */
  readonly elapsed: number;
  /** Ends the request, whatever its state. */
  stop(reason: Error): void;
}

/** Watches each request until it's logged. An error that it throws is dropped, and never breaks the request. */
export interface RequestObserver {
  /** Is called when a request arrives. Its upstream isn't known yet. */
  begin?(request: ObservedRequest): void;
  /** Is called with each event of the request's attempts. */
  event?(request: ObservedRequest, event: FetchObserverEvent): void;
  /** Is called when the request is over. */
  end?(request: ObservedRequest, line: LogLine): void;
}
