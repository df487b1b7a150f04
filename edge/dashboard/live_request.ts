/** One attempt, as the dashboard shows it; times are milliseconds since its request came. */
export interface LiveAttempt {
  readonly host: string;
  readonly hedge: boolean;
  readonly from: number;
  readonly to?: number;
  readonly outcome?: string;
}

/** One request, as the dashboard shows it; times are milliseconds since it came. */
export interface LiveRequest {
  readonly number: number;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Path, without the query. */
  readonly path: string;
  readonly upstream: string;
  readonly attempts: readonly LiveAttempt[];
  readonly firstByte?: number;
  readonly firstContent?: number;
  readonly end?: number;
  readonly outcome?: string;
  readonly status?: number;
}

/** What the page is sent. */
export interface LiveNews {
  /** Now, in milliseconds since the epoch. */
  readonly now: number;
  /** Requests that are new, or changed. */
  readonly requests: readonly LiveRequest[];
}
