import type { Breaker } from "../breaker/breaker.ts";
import type { BreakerEntry } from "./shared_entry.ts";

// As long as reports are kept.
const DOUBT_TIME = 10 * 60_000;

/**
 * A breaker that also follows the reports of other proxies. A report may be wrong: the other proxy may have lost its
 * own network.
 *
 * So this proxy's own attempts count first. A report opens the breaker once, for no longer than an own failure would.
 * The next report opens it only if an own attempt has failed, and none has succeeded, since then.
 */
export class SharedBreaker {
  readonly #breaker: Breaker;
  readonly #longest: number;
  #followedAt = -Infinity;

  /**
   * Constructs a new {@linkcode SharedBreaker} instance.
   *
   * @param breaker The breaker of this proxy.
   * @param longest Most milliseconds for which a report opens it.
   */
  constructor(breaker: Breaker, longest: number) {
    this.#breaker = breaker;
    this.#longest = longest;
  }

  /** Whether the upstream has answered this proxy since a time in milliseconds since the epoch. */
  hasAnsweredSince(time: number): boolean {
    return this.#breaker.answeredAt > 0 && this.#breaker.answeredAt >= time;
  }

  /** Applies the report of another proxy. */
  follow({ openFor, since }: BreakerEntry): void {
    const now = Date.now();
    if (openFor > 0 && this.#trusts(now, now - since)) {
      this.#followedAt = now;
      this.#breaker.open(now + Math.min(openFor, this.#longest));
    }
    // An own probe decides whether it closes here, too.
    if (openFor === 0 && this.#breaker.isOpen) this.#breaker.open(now);
  }

  #trusts(now: number, openedAt: number): boolean {
    const { isOpen, answeredAt, failedAt } = this.#breaker;
    if (isOpen || answeredAt > openedAt) return false;
    if (now - this.#followedAt >= DOUBT_TIME) return true;
    return failedAt >= this.#followedAt && answeredAt < this.#followedAt;
  }
}
