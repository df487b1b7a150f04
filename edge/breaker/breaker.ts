/** When an upstream is left out, and for how long. */
export interface BreakerOptions {
  /**
   * Failures, one after another, after which it is left out: an integer ≥ 0; with `0` it never is.
   *
   * @default {5}
   */
  failures?: number;
  /**
   * Milliseconds ≥ 0 until it is probed.
   *
   * @default {30000}
   */
  openFor?: number;
}

/** What became of a breaker. */
export type BreakerChange = { readonly open: true; readonly until: number } | { readonly open: false };

/** What to do with an attempt's outcome; only the first call counts. */
export interface Trial {
  /** The upstream answered. */
  succeed(): void;
  /** The upstream failed. */
  fail(): void;
  /** Nobody knows: the attempt was given up for another reason. */
  drop(): void;
  /**
   * The answer of one that succeeded is over.
   *
   * @param isWhole Whether it was whole; one that broke off counts among those that did so one after another.
   */
  finish(isWhole: boolean): void;
}

/** Keeps requests from an upstream that fails. */
export interface Breaker {
  /** Whether it would let no attempt through now. */
  readonly isOpen: boolean;
  /** When the upstream last answered an attempt of this proxy's, in milliseconds since the epoch; `0` if it never has. */
  readonly answeredAt: number;
  /** When it last failed one, in milliseconds since the epoch; `0` if it never has. */
  readonly failedAt: number;
  /** Lets an attempt through; `undefined` while it is open, but for one probe at a time once `openFor` is over. */
  admit(): Trial | undefined;
  /** Lets an attempt through all the same; its success closes the breaker, its failure keeps it open for as long again. */
  force(): Trial;
  /**
   * Tells of each change by an attempt of this proxy's.
   *
   * @returns Ends that.
   */
  onChange(listener: (change: BreakerChange) => void): () => void;
  /**
   * Opens it, by what others know; its listeners are not told.
   *
   * @param until When it's probed, in milliseconds since the epoch: at once where that is over.
   */
  open(until: number): void;
}
