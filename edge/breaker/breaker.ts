/** Options for a breaker. */
export interface BreakerOptions {
  /**
   * Consecutive failures after which the upstream is skipped: an integer ≥ 0; `0` never skips it.
   *
   * @default {5}
   */
  failures?: number;
  /**
   * Milliseconds ≥ 0 for which the upstream is skipped. Then one request probes it.
   *
   * @default {30000}
   */
  openFor?: number;
}

/** A change of a breaker's state; `until` is in milliseconds since the epoch. */
export type BreakerChange = { readonly open: true; readonly until: number } | { readonly open: false };

/** Takes the outcome of an attempt. Only the first of `succeed`, `fail` and `drop` counts. */
export interface Trial {
  /** The upstream answered. */
  succeed(): void;
  /** The upstream failed. */
  fail(): void;
  /** The outcome is unknown: the attempt was aborted. */
  drop(): void;
  /**
   * The answer of a successful attempt ended.
   *
   * @param isWhole Whether it was complete. Consecutive answers that broke off open the breaker, too.
   */
  finish(isWhole: boolean): void;
}

/** Keeps requests away from an upstream that fails. */
export interface Breaker {
  /** Whether it rejects attempts now. */
  readonly isOpen: boolean;
  /** When the upstream last answered an attempt of this proxy, in milliseconds since the epoch; `0` if it never has. */
  readonly answeredAt: number;
  /** When the upstream last failed an attempt of this proxy, in milliseconds since the epoch; `0` if it never has. */
  readonly failedAt: number;
  /**
   * Admits an attempt, unless the breaker is open. After `openFor`, it admits one probe at a time.
   *
   * @returns A trial that takes the outcome; `undefined` if the attempt is rejected.
   */
  admit(): Trial | undefined;
  /** Admits an attempt in any state. Its success closes the breaker; its failure keeps it open for `openFor` longer. */
  force(): Trial;
  /**
   * Calls a listener with each change that an attempt of this proxy causes.
   *
   * @returns A function that removes the listener.
   */
  onChange(listener: (change: BreakerChange) => void): () => void;
  /**
   * Opens it without calling the listeners, for a change that another proxy reported.
   *
   * @param until When it admits a probe, in milliseconds since the epoch. A time in the past admits one at once.
   */
  open(until: number): void;
}
