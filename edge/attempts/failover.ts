import type { FetchRequest } from "../../mod.ts";
import { setCredentials } from "../headers/credentials.ts";
import type { Attempts } from "./attempts.ts";
import { retryTime, setRetryTime } from "./retry_time.ts";
import type { Target } from "../upstreams/upstream.ts";
import { UpstreamRound } from "./upstream_round.ts";

/** One attempt's way. */
export interface Hop {
  readonly target: Target;
  /** What the upstream said of when to ask again; `undefined` as long as it said nothing. */
  retryAfter?: string | null;
}

/** Leads the attempts of one request from upstream to upstream. */
export class Failover {
  readonly #round: UpstreamRound;
  readonly #method: string;
  readonly #attempts: Attempts;
  readonly #hops: Hop[] = [];
  #hop: Hop | undefined;

  /**
   * Constructs a new {@linkcode Failover} instance.
   *
   * @param targets Where the request can go, in the order in which that is tried.
   * @param method The request's method.
   * @param attempts Is told where each attempt goes.
   */
  constructor(targets: readonly [Target, ...Target[]], method: string, attempts: Attempts) {
    this.#round = new UpstreamRound(targets);
    this.#method = method;
    this.#attempts = attempts;
  }

  /** Makes the request of an attempt; for the library's `targets`. */
  readonly targets = ({ headers }: FetchRequest, attempt: number): Request => {
    const { target, trial } = this.#round.choose();
    this.#attempts.assign(attempt, target.upstream, trial);
    this.#hop = this.#hops[attempt - 1] = { target };
    // The client's, copied: what another upstream was given is not in them.
    setCredentials(headers, target.upstream.credentials);
    return new Request(target.url, { method: this.#method, headers, redirect: "manual" });
  };

  /** The way of the attempt that was made last; it is dispatched before another is made. */
  get hop(): Hop | undefined {
    return this.#hop;
  }

  /**
   * Puts into a response the `Retry-After` of the upstream that comes next, in the
   * place of its own: the library would wait for that whoever comes next.
   *
   * @param hop Which attempt's response it is.
   * @param response A response with a status that is sent again.
   */
  answer(hop: Hop, response: Response): Response {
    hop.retryAfter = response.headers.get("retry-after");
    this.#round.postpone(hop.target, retryTime(hop.retryAfter) ?? 0);
    const answered = new Response(response.body, response);
    setRetryTime(answered.headers, this.#round.nextFrom);
    return answered;
  }

  /** Returns the `Retry-After` of an attempt's upstream; `undefined` where it was left as it was. */
  retryAfterOf(attempt: number): string | null | undefined {
    return this.#hops[attempt - 1]?.retryAfter;
  }
}
