import type { Trial } from "../breaker/breaker.ts";
import type { Target } from "../upstreams/upstream.ts";

/** Where an attempt goes. */
export interface Choice {
  readonly target: Target;
  /** Is told how it ended. */
  readonly trial: Trial | undefined;
}

/**
 * Leads the attempts of one request round a list of upstreams: each goes to the
 * one after the last, those left out whose breaker is open. Where all are, it
 * goes as if there were no breakers.
 */
export class UpstreamRound {
  readonly #targets: readonly [Target, ...Target[]];
  /** When those that asked for patience may be asked again, in milliseconds since the epoch. */
  readonly #patience = new Map<Target, number>();
  #next = 0;

  constructor(targets: readonly [Target, ...Target[]]) {
    this.#targets = targets;
  }

  /** Chooses where the next attempt goes. */
  choose(): Choice {
    const first = this.#first;
    for (const target of this.#order) {
      const { breaker } = target.upstream;
      const trial = breaker?.admit();
      if (!breaker || trial) return this.#chosen(target, trial);
    }
    return this.#chosen(first, first.upstream.breaker?.force());
  }

  /** Notes until when a target asked not to be asked again. */
  postpone(target: Target, until: number): void {
    this.#patience.set(target, until);
  }

  /** The target that comes next, as far as the breakers tell now. */
  get following(): Target {
    return this.#order.find(({ upstream }) => !upstream.breaker?.isOpen) ?? this.#first;
  }

  /** Milliseconds since the epoch from which that target may be asked. */
  get nextFrom(): number {
    return this.#patience.get(this.following) ?? 0;
  }

  get #first(): Target {
    return this.#targets[this.#next] ?? this.#targets[0];
  }

  get #order(): Target[] {
    return [...this.#targets.slice(this.#next), ...this.#targets.slice(0, this.#next)];
  }

  #chosen(target: Target, trial: Trial | undefined): Choice {
    this.#next = (this.#targets.indexOf(target) + 1) % this.#targets.length;
    return { target, trial };
  }
}
