import type { FetchRequest, RetryContext, RetryOptions } from "../../mod.ts";
import { setCredentials } from "../headers/credentials.ts";
import type { Target } from "../upstreams/upstream.ts";
import type { Attempts } from "./attempts.ts";
import { retryTime } from "./retry_time.ts";
import { UpstreamRotation } from "./upstream_rotation.ts";

/** Sends each attempt of one request to the next upstream. */
export class Failover {
  readonly #rotation: UpstreamRotation;
  readonly #method: string;
  readonly #attempts: Attempts;
  readonly #given: RetryOptions;
  /** The target of each attempt. */
  readonly #tried: Target[] = [];

  /**
   * Constructs a new {@linkcode Failover} instance.
   *
   * @param targets The targets in the order in which they are tried.
   * @param method Method of the request.
   * @param attempts The attempts of the request.
   * @param retry The `retry` of the proxy's options. Its functions take precedence.
   */
  constructor(
    targets: readonly [Target, ...Target[]],
    method: string,
    attempts: Attempts,
    retry: RetryOptions | false = {},
  ) {
    this.#rotation = new UpstreamRotation(targets);
    this.#method = method;
    this.#attempts = attempts;
    this.#given = retry || {};
  }

  /** Creates the request of an attempt; for the library's `targets`. */
  readonly targets = ({ headers }: FetchRequest, attempt: number): Request => {
    const { target, trial } = this.#rotation.choose();
    this.#attempts.assign(attempt, target.upstream, trial);
    this.#tried[attempt - 1] = target;
    // A copy of the client's headers: they hold no other upstream's credentials.
    setCredentials(headers, target.upstream.credentials);
    return new Request(target.url, { method: this.#method, headers, redirect: "manual" });
  };

  /** Decides whether and when the next upstream is tried; for the library's `retry`. */
  readonly retry: Pick<RetryOptions, "delay" | "shouldRetry"> = {
    delay: (context) => this.#given.delay?.(context) ?? this.#delay(context),
    shouldRetry: (context) => this.#given.shouldRetry?.(context) ?? this.#shouldRetry(context),
  };

  /** A `Retry-After` of one upstream doesn't delay an attempt at another. */
  #delay({ attempt, reason, headers }: RetryContext): number | undefined {
    const target = this.#tried[attempt - 1];
    // What broke here says nothing of an upstream that wasn't tried yet.
    if (reason === "network" && !this.#tried.includes(this.#rotation.next)) return 0;
    if (!headers || !target || reason !== "status" && reason !== "failure") return undefined;
    const retryAt = retryTime(headers);
    if (retryAt !== undefined) this.#rotation.postpone(target, retryAt);
    // For the same upstream, the library obeys `Retry-After`, or backs off.
    if (this.#rotation.next === target) return undefined;
    return Math.max(0, this.#rotation.nextAllowedAt - Date.now());
  }

  /** The library doesn't retry for a wrong certificate or host name, but another upstream has its own. */
  #shouldRetry({ attempt, reason }: RetryContext): boolean | undefined {
    return reason === "network" && this.#rotation.next !== this.#tried[attempt - 1] ? true : undefined;
  }
}
