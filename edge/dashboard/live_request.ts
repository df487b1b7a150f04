/** One attempt on the dashboard. Its times are in milliseconds since the request arrived. */
export interface LiveAttempt {
  readonly host: string;
  readonly hedge: boolean;
  readonly from: number;
  readonly to?: number;
  readonly outcome?: string;
}

/** One request on the dashboard. Its times are in milliseconds since it arrived. */
export interface LiveRequest {
  readonly number: number;
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly upstream: string;
  readonly attempts: readonly LiveAttempt[];
  readonly firstByte?: number;
  readonly firstContent?: number;
  readonly end?: number;
  readonly outcome?: string;
  readonly status?: number;
}

/** An event that the page receives. */
export interface LiveNews {
  /** Time of the event, in milliseconds since the epoch. */
  readonly now: number;
  /** Requests that are new, or have changed. */
  readonly requests: readonly LiveRequest[];
}
