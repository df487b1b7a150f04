import { deferred } from "../runtime/deferred.ts";
import type { CircuitBreakerPolicy } from "cockatiel";
import type { Breaker, BreakerChange, BreakerOptions, Trial } from "./breaker.ts";

type Outcome = "success" | "failure";

// A probe may wait for minutes. After this many times `openFor`, the breaker admits another one.
const PROBE_PATIENCE = 2;

let library: typeof import("./breaker_policy.ts") | undefined;

/** Loads the library behind the breakers. Until then, they admit every attempt. */
export async function loadBreakers(): Promise<void> {
  library ??= await import("./breaker_policy.ts");
}

/**
 * Creates a breaker that opens on consecutive failures.
 *
 * @param options The options; `failures` is at least 1.
 * @returns The breaker.
 */
export function createBreaker({ failures, openFor }: Required<BreakerOptions>): Breaker {
  return new PolicyBreaker(failures, openFor);
}

/** A breaker on top of a cockatiel policy. A change from outside replaces the policy by one with the new state. */
class PolicyBreaker implements Breaker {
  readonly #failures: number;
  readonly #openFor: number;
  readonly #listeners = new Set<(change: BreakerChange) => void>();
  #answeredAt = 0;
  #failedAt = 0;
  #policy: CircuitBreakerPolicy | undefined;
  /** Milliseconds since the epoch until which it's open; `0` if it's closed. */
  #openUntil = 0;
  #probedAt = 0;
  /** How often it has opened. */
  #opened = 0;
  /** Consecutive answers that broke off. The policy counts them as successes, since they began. */
  #broken = 0;

  constructor(failures: number, openFor: number) {
    this.#failures = failures;
    this.#openFor = openFor;
  }

  get answeredAt(): number {
    return this.#answeredAt;
  }

  get failedAt(): number {
    return this.#failedAt;
  }

  get isOpen(): boolean {
    // A half-open policy would make the next attempt wait for the probe.
    return Date.now() < (this.#isHalfOpen ? this.#probedAt + this.#openFor * PROBE_PATIENCE : this.#openUntil);
  }

  admit(): Trial | undefined {
    if (this.isOpen) return undefined;
    if (this.#isHalfOpen) this.#probeAnew();
    const policy = this.#policy ??= this.#create(this.#initialState);
    if (!policy) return this.force();
    const { promise, resolve } = deferred<Outcome>();
    let admitted = false;
    policy.execute(() => {
      admitted = true;
      return promise;
    }).catch(() => {});
    if (!admitted) return undefined;
    return this.#trial(policy, resolve);
  }

  /** Creates the trial of an attempt that the policy admitted. */
  #trial(policy: CircuitBreakerPolicy, resolve: (outcome: Outcome) => void): Trial {
    const opened = this.#opened;
    let probe = this.#isHalfOpen;
    if (probe) this.#probedAt = Date.now();
    let isSettled = false;
    const settle = (outcome: Outcome) => {
      if (!isSettled) this.#note(outcome);
      isSettled = true;
      // The policy is still half-open until the promise has resolved.
      probe = false;
      resolve(outcome);
    };
    return {
      succeed: () => settle("success"),
      fail: () => {
        // A failure from before the breaker opened has counted already, and must not undo a probe.
        if (opened === this.#opened) settle("failure");
      },
      drop: () => {
        // The policy forgets an unsettled attempt. A dropped probe opens the breaker again. Otherwise every request
        // would become the next probe, and hang at an upstream that hangs.
        if (probe && this.#policy === policy && this.#isHalfOpen) this.open(Date.now() + this.#openFor);
      },
      finish: (isWhole) => this.#finish(isWhole),
    };
  }

  force(): Trial {
    const opened = this.#opened;
    return {
      succeed: () => {
        this.#note("success");
        if (this.#openUntil === 0) return;
        this.#policy = undefined;
        this.#change({ open: false });
      },
      fail: () => {
        this.#note("failure");
        // Only a forced attempt at an open breaker counts. A breaker that has opened since then has counted its
        // failures, and a half-open one waits for its probe.
        if (opened !== this.#opened || this.#openUntil === 0 || this.#isHalfOpen) return;
        this.#policy = undefined;
        this.#change({ open: true, until: Date.now() + this.#openFor });
      },
      drop() {},
      finish: (isWhole) => this.#finish(isWhole),
    };
  }

  onChange(listener: (change: BreakerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(until: number): void {
    this.#openUntil = until;
    this.#policy = undefined;
  }

  #finish(isWhole: boolean): void {
    this.#broken = isWhole ? 0 : this.#broken + 1;
    if (this.#broken < this.#failures || this.#openUntil !== 0) return;
    this.#policy = undefined;
    this.#change({ open: true, until: Date.now() + this.#openFor });
  }

  #note(outcome: Outcome): void {
    if (outcome === "success") this.#answeredAt = Date.now();
    else this.#failedAt = Date.now();
  }

  get #isHalfOpen(): boolean {
    return !!this.#policy && this.#policy.state === library?.CircuitState.HalfOpen;
  }

  get #initialState(): unknown {
    if (!library || this.#openUntil === 0) return undefined;
    const openedAt = this.#openUntil - this.#openFor;
    return { ownState: { value: library.CircuitState.Open, openedAt, attemptNo: 1 }, breakerState: 0 };
  }

  /**
   * Replaces a half-open policy. `toJSON()` saves it as an open one whose time is over, so that it admits a new probe.
   */
  #probeAnew(): void {
    this.#policy = this.#create(this.#policy?.toJSON());
  }

  #create(initialState: unknown): CircuitBreakerPolicy | undefined {
    if (!library) return undefined;
    const { circuitBreaker, ConsecutiveBreaker, handleWhenResult } = library;
    const policy = circuitBreaker(handleWhenResult((outcome) => outcome === "failure"), {
      breaker: new ConsecutiveBreaker(this.#failures),
      halfOpenAfter: this.#openFor,
      initialState,
    });
    // A replaced policy changes nothing any more.
    policy.onBreak(() => policy === this.#policy && this.#change({ open: true, until: Date.now() + this.#openFor }));
    policy.onReset(() => policy === this.#policy && this.#change({ open: false }));
    return policy;
  }

  /** Applies a change, and calls the listeners. */
  #change(change: BreakerChange): void {
    this.#openUntil = change.open ? change.until : 0;
    if (change.open) this.#opened++;
    this.#broken = 0;
    for (const listener of this.#listeners) listener(change);
  }
}
