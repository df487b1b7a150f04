import type { FetchRequest, RetryContext, RetryOptions } from "../../mod.ts";
import { setCredentials } from "../headers/credentials.ts";
import type { Target } from "../upstreams/upstream.ts";
import type { Attempts } from "./attempts.ts";
import { retryTime } from "./retry_time.ts";
import { UpstreamRound } from "./upstream_round.ts";

/** Leads the attempts of one request from upstream to upstream. */
export class Failover {
  readonly #round: UpstreamRound;
  readonly #method: string;
  readonly #attempts: Attempts;
  readonly #given: RetryOptions;
  /** Where each attempt went. */
  readonly #hops: Target[] = [];

  /**
   * Constructs a new {@linkcode Failover} instance.
   *
   * @param targets Where the request can go, in the order in which that is tried.
   * @param method The request's method.
   * @param attempts Is told where each attempt goes.
   * @param retry The proxy's options, which come first.
   */
  constructor(
    targets: readonly [Target, ...Target[]],
    method: string,
    attempts: Attempts,
    retry: RetryOptions | false = {},
  ) {
    this.#round = new UpstreamRound(targets);
    this.#method = method;
    this.#attempts = attempts;
    this.#given = retry || {};
  }

  /** Makes the request of an attempt; for the library's `targets`. */
  readonly targets = ({ headers }: FetchRequest, attempt: number): Request => {
    const { target, trial } = this.#round.choose();
    this.#attempts.assign(attempt, target.upstream, trial);
    this.#hops[attempt - 1] = target;
    // The client's, copied: what another upstream was given is not in them.
    setCredentials(headers, target.upstream.credentials);
    return new Request(target.url, { method: this.#method, headers, redirect: "manual" });
  };

  /** How a lost attempt is followed by one at another upstream; for the library's `retry`. */
  readonly retry: Pick<RetryOptions, "delay" | "shouldRetry"> = {
    delay: (context) => this.#given.delay?.(context) ?? this.#delay(context),
    shouldRetry: (context) => this.#given.shouldRetry?.(context) ?? this.#helps(context),
  };

  /** What one upstream asks for keeps no other waiting. */
  #delay({ attempt, reason, headers }: RetryContext): number | undefined {
    const target = this.#hops[attempt - 1];
    if (!headers || !target || reason !== "status" && reason !== "failure") return undefined;
    const asked = retryTime(headers);
    if (asked !== undefined) this.#round.postpone(target, asked);
    // The library waits as that upstream asked, or backs off.
    if (this.#round.following === target) return undefined;
    return Math.max(0, this.#round.nextFrom - Date.now());
  }

  /** A certificate or a name that is wrong at one upstream is so at no other. */
  #helps({ attempt, reason }: RetryContext): boolean | undefined {
    return reason === "network" && this.#round.following !== this.#hops[attempt - 1] ? true : undefined;
  }
}
