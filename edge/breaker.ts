import type { CircuitBreakerPolicy } from "cockatiel";

/** Options for {@linkcode createBreaker}. */
export interface BreakerOptions {
  /**
   * Failures, one after another, that open it: an integer ≥ 0; `0` never does.
   *
   * @default {5}
   */
  failures?: number;
  /**
   * Milliseconds until an open one lets a probe through.
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
}

/** Keeps requests from an upstream that fails. */
export interface Breaker {
  /** Lets an attempt through; `undefined` while it is open, but for one probe at a time once `openFor` is over. */
  admit(): Trial | undefined;
  /** Lets an attempt through all the same; its success closes the breaker. */
  force(): Trial;
  /**
   * Tells of each change by an attempt of this proxy's.
   *
   * @returns Ends that.
   */
  onChange(listener: (change: BreakerChange) => void): () => void;
  /** Opens it, by what others know; its listeners are not told. */
  open(until: number): void;
  /** Closes it, by what others know; its listeners are not told. */
  close(): void;
}

type Outcome = "success" | "failure";

// A probe may be a request that waits for minutes: after this many times `openFor`, another takes its place.
const PROBE_PATIENCE = 2;

let library: typeof import("./breaker_policy.ts") | undefined;

/** Loads what breakers work by; until then they let everything through. */
export async function loadBreakers(): Promise<void> {
  library ??= await import("./breaker_policy.ts");
}

/**
 * Creates a breaker that opens on consecutive failures.
 *
 * @param options When it opens, and for how long.
 */
export function createBreaker({ failures = 5, openFor = 30_000 }: BreakerOptions = {}): Breaker {
  const listeners = new Set<(change: BreakerChange) => void>();
  let openedAt: number | undefined;
  let policy: CircuitBreakerPolicy | undefined;
  let probedAt = 0;

  function create(initialState: unknown): CircuitBreakerPolicy | undefined {
    if (!library) return undefined;
    const { circuitBreaker, ConsecutiveBreaker, handleWhenResult } = library;
    const breaker = new ConsecutiveBreaker(failures);
    const isFailure = handleWhenResult((outcome) => outcome === "failure");
    const created = circuitBreaker(isFailure, { breaker, halfOpenAfter: openFor, initialState });
    // Attempts of a policy that was replaced have no say any more.
    created.onBreak(() => created === policy && tell({ open: true, until: Date.now() + openFor }));
    created.onReset(() => created === policy && tell({ open: false }));
    return created;
  }

  function current(): CircuitBreakerPolicy | undefined {
    const isOpen = library && openedAt !== undefined;
    const ownState = isOpen && { value: library?.CircuitState.Open, openedAt, attemptNo: 1 };
    return policy ??= create(ownState && { ownState, breakerState: 0 });
  }

  function isHalfOpen(): boolean {
    return !!policy && policy.state === library?.CircuitState.HalfOpen;
  }

  /** Begins anew. */
  function reset(opened?: number): void {
    openedAt = opened;
    policy = undefined;
  }

  function tell(change: BreakerChange): void {
    for (const listener of listeners) listener(change);
  }

  function admit(): Trial | undefined {
    if (isHalfOpen()) {
      // It would queue this attempt behind the probe.
      if (Date.now() - probedAt < openFor * PROBE_PATIENCE) return undefined;
      policy = create(policy?.toJSON());
    }
    const asked = current();
    if (!asked) return force();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    let admitted = false;
    asked.execute(() => {
      admitted = true;
      return promise;
    }).catch(() => {});
    if (!admitted) return undefined;
    const isProbe = isHalfOpen();
    if (isProbe) probedAt = Date.now();
    return {
      succeed: () => resolve("success"),
      fail: () => resolve("failure"),
      drop() {
        // What nobody settles is forgotten; but the next attempt is to be the probe instead.
        if (isProbe && policy === asked && isHalfOpen()) policy = create(asked.toJSON());
      },
    };
  }

  function force(): Trial {
    return {
      succeed() {
        if (!policy || policy.state === library?.CircuitState.Closed) return;
        reset();
        tell({ open: false });
      },
      fail() {},
      drop() {},
    };
  }

  return {
    admit,
    force,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open: (until) => reset(until - openFor),
    close: () => reset(),
  };
}
