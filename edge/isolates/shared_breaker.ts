import type { Breaker } from "../breaker/breaker.ts";
import type { BreakerEntry } from "./shared_entry.ts";

// As long as what others say is kept.
const DOUBT_TIME = 10 * 60_000;

/**
 * A breaker that also goes by what other proxies say of its upstream, as far as that can be believed: one of them may
 * have lost its own way there.
 *
 * What this proxy sees for itself comes first. It leaves an upstream out on another's word once, and no longer than it
 * would on its own. From then on it takes a failure of its own, and no answer, to be believed again.
 */
export class SharedBreaker {
  readonly #breaker: Breaker;
  readonly #longest: number;
  #heardAt = -Infinity;

  /**
   * Constructs a new {@linkcode SharedBreaker} instance.
   *
   * @param breaker This proxy's.
   * @param longest Milliseconds that another's word keeps it open for.
   */
  constructor(breaker: Breaker, longest: number) {
    this.#breaker = breaker;
    this.#longest = longest;
  }

  /** Whether the upstream has answered this proxy since then, in milliseconds since the epoch. */
  hasAnsweredSince(time: number): boolean {
    return this.#breaker.answeredAt > 0 && this.#breaker.answeredAt >= time;
  }

  /** Goes by what another proxy says. */
  hear({ openFor, since }: BreakerEntry): void {
    const now = Date.now();
    if (openFor > 0 && this.#believes(now, now - since)) {
      this.#heardAt = now;
      this.#breaker.open(now + Math.min(openFor, this.#longest));
    }
    // It's probed at once; whether that goes well, this proxy sees for itself.
    if (openFor === 0 && this.#breaker.isOpen) this.#breaker.open(now);
  }

  #believes(now: number, openedAt: number): boolean {
    const { isOpen, answeredAt, failedAt } = this.#breaker;
    if (isOpen || answeredAt > openedAt) return false;
    if (now - this.#heardAt >= DOUBT_TIME) return true;
    return failedAt >= this.#heardAt && answeredAt < this.#heardAt;
  }
}
