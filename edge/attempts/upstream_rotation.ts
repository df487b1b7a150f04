import type { Trial } from "../breaker/breaker.ts";
import type { Target } from "../upstreams/upstream.ts";

/** The target of an attempt. */
export interface Choice {
  readonly target: Target;
  /** Takes the outcome of the attempt. */
  readonly trial: Trial | undefined;
}

/**
 * Rotates the attempts of one request through a list of upstreams. Upstreams whose breaker is open are skipped. If all
 * breakers are open, the rotation ignores them.
 */
export class UpstreamRotation {
  readonly #targets: readonly [Target, ...Target[]];
  /** Earliest time of the next attempt at a target that sent `Retry-After`, in milliseconds since the epoch. */
  readonly #postponed = new Map<Target, number>();
  #next = 0;

  constructor(targets: readonly [Target, ...Target[]]) {
    this.#targets = targets;
  }

  /** Chooses the target of the next attempt. */
  choose(): Choice {
    const first = this.#first;
    for (const target of this.#order) {
      const { breaker } = target.upstream;
      const trial = breaker?.admit();
      if (!breaker || trial) return this.#advance(target, trial);
    }
    return this.#advance(first, first.upstream.breaker?.force());
  }

  /** Sets the earliest time for the next attempt at a target, in milliseconds since the epoch. */
  postpone(target: Target, until: number): void {
    this.#postponed.set(target, until);
  }

  /** The next target, by the present state of the breakers. */
  get next(): Target {
    return this.#order.find(({ upstream }) => !upstream.breaker?.isOpen) ?? this.#first;
  }

  /** Milliseconds since the epoch from which {@linkcode next} may be tried. */
  get nextAllowedAt(): number {
    return this.#postponed.get(this.next) ?? 0;
  }

  get #first(): Target {
    return this.#targets[this.#next] ?? this.#targets[0];
  }

  get #order(): Target[] {
    return [...this.#targets.slice(this.#next), ...this.#targets.slice(0, this.#next)];
  }

  #advance(target: Target, trial: Trial | undefined): Choice {
    this.#next = (this.#targets.indexOf(target) + 1) % this.#targets.length;
    return { target, trial };
  }
}
