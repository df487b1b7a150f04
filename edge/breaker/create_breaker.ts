import { deferred } from "../runtime/deferred.ts";
import type { CircuitBreakerPolicy } from "cockatiel";
import type { Breaker, BreakerChange, BreakerOptions, Trial } from "./breaker.ts";

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
 * @param options When it opens, after one failure at least, and for how long.
 */
export function createBreaker({ failures, openFor }: Required<BreakerOptions>): Breaker {
  return new PolicyBreaker(failures, openFor);
}

/** A breaker by a policy of cockatiel's, which is replaced where its state is to be another. */
class PolicyBreaker implements Breaker {
  readonly #failures: number;
  readonly #openFor: number;
  readonly #listeners = new Set<(change: BreakerChange) => void>();
  #answeredAt = 0;
  #failedAt = 0;
  #policy: CircuitBreakerPolicy | undefined;
  /** Milliseconds since the epoch until which it lets nothing through. */
  #openUntil = 0;
  #probedAt = 0;
  /** Times that it opened. */
  #opened = 0;
  /** Answers that broke off, one after another: they began well, and so are no failures to the policy. */
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
    // A half-open policy would queue an attempt behind the probe.
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

  /** Makes what settles an attempt that the policy let through. */
  #trial(policy: CircuitBreakerPolicy, resolve: (outcome: Outcome) => void): Trial {
    const opened = this.#opened;
    let probe = this.#isHalfOpen;
    if (probe) this.#probedAt = Date.now();
    let isSettled = false;
    const settle = (outcome: Outcome) => {
      if (!isSettled) this.#note(outcome);
      isSettled = true;
      // The policy hears of it a little later.
      probe = false;
      resolve(outcome);
    };
    return {
      succeed: () => settle("success"),
      fail: () => {
        // What failed by then, it opened for: another failure of that time must not undo a probe.
        if (opened === this.#opened) settle("failure");
      },
      drop: () => {
        // What nobody settles is forgotten. But were the next request to be the probe at once, then at an upstream that
        // hangs each one without a cutoff would be it, and hang.
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
        this.#turn({ open: false });
      },
      fail: () => {
        this.#note("failure");
        // Asked in vain although it was left out. What opened it meanwhile has counted, and a probe decides for itself.
        if (opened !== this.#opened || this.#openUntil === 0 || this.#isHalfOpen) return;
        this.#policy = undefined;
        this.#turn({ open: true, until: Date.now() + this.#openFor });
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
    this.#turn({ open: true, until: Date.now() + this.#openFor });
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

  /** A half-open policy is saved as an open one whose time is over. */
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
    // Attempts of a policy that was replaced have no say any more.
    policy.onBreak(() => policy === this.#policy && this.#turn({ open: true, until: Date.now() + this.#openFor }));
    policy.onReset(() => policy === this.#policy && this.#turn({ open: false }));
    return policy;
  }

  /** Goes by a change of its own. */
  #turn(change: BreakerChange): void {
    this.#openUntil = change.open ? change.until : 0;
    if (change.open) this.#opened++;
    this.#broken = 0;
    for (const listener of this.#listeners) listener(change);
  }
}
