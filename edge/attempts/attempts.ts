import type { AttemptOutcome, AttemptRecord, FetchObserverEvent } from "../../mod.ts";
import type { Trial } from "../breaker/breaker.ts";
import type { Upstream } from "../upstreams/upstream.ts";

const TOO_MANY_REQUESTS = 429;

/** How an attempt ended: an outcome of the library, or `"aborted"` if its request was. */
export type AttemptEnd = AttemptOutcome | "aborted";

/** One attempt, as it's logged. */
export interface AttemptSummary {
  /** Host of the upstream. */
  readonly host: string;
  /** How it ended. */
  readonly outcome: AttemptEnd;
  /** Milliseconds from its dispatch to its end. */
  readonly elapsed: number;
  /** Whether it was started while another was running. */
  readonly hedge: boolean;
  /** Status code of a failure in its stream before any content, if there was one. */
  readonly failure?: number;
  /** Name of the policy that resumed the answer with it, if one did. */
  readonly resume?: string;
}

interface Attempt {
  upstream: Upstream;
  trial?: Trial;
  hedge: boolean;
  /** Whether its first content counts as the answer, not its first byte. */
  awaitsContent?: boolean;
  failure?: number;
  resume?: string;
  startedAt: number;
  elapsed?: number;
  outcome?: AttemptEnd;
}

/** Tracks the attempts of one request, and reports to the breakers how they ended. */
export class Attempts {
  /** Returns whether the proxy waits for the client's upload. A timeout then isn't the upstream's failure. */
  awaitsClient: (() => boolean) | undefined;
  readonly #attempts: Attempt[] = [];
  readonly #first: Upstream;
  readonly #failing: readonly number[];
  /** The library's records. Those of resumptions are added while the answer is read. */
  #records: readonly AttemptRecord[] = [];

  /**
   * Constructs a new {@linkcode Attempts} instance.
   *
   * @param first The upstream of attempts that aren't assigned to another.
   * @param failing Status codes that count as a failure of the upstream.
   */
  constructor(first: Upstream, failing: readonly number[]) {
    this.#first = first;
    this.#failing = failing;
  }

  /** Number of attempts. */
  get count(): number {
    return this.#attempts.length;
  }

  /** Number of attempts that were started while another was running. */
  get hedges(): number {
    return this.#attempts.filter(({ hedge }) => hedge).length;
  }

  /** Number of attempts that resumed the answer. */
  get resumptions(): number {
    return this.#attempts.filter(({ resume }) => resume !== undefined).length;
  }

  /** The upstream that answered; without an answer, the last one tried. */
  get upstream(): Upstream {
    const answered = this.#attempts.find(({ outcome }) => outcome === "response") ?? this.#attempts.at(-1);
    return answered?.upstream ?? this.#first;
  }

  /** Status code of a failure in the stream that the client got. */
  get failure(): number | undefined {
    return this.#attempts.find(({ outcome }) => outcome === "response")?.failure;
  }

  /** Host of {@linkcode upstream}. */
  get host(): string {
    return this.upstream.base.host;
  }

  /** The attempts, in the order of their dispatch. */
  get summaries(): AttemptSummary[] {
    return this.#attempts.map(({ upstream, outcome = "aborted", elapsed = 0, hedge, failure, resume }, index) => {
      const record = resume === undefined ? undefined : this.#records.find(({ attempt }) => attempt === index + 1);
      return {
        host: upstream.base.host,
        outcome: record?.outcome ?? outcome,
        elapsed: record?.elapsed ?? elapsed,
        hedge,
        ...(failure !== undefined && { failure }),
        ...(resume !== undefined && { resume }),
      };
    });
  }

  /** Assigns an attempt to an upstream. Its end is reported to the trial. */
  assign(number: number, upstream: Upstream, trial: Trial | undefined): void {
    Object.assign(this.#at(number), { upstream, trial });
  }

  /** Takes an event of the fetch. */
  observe(event: FetchObserverEvent): void {
    if (event.type === "attempt") this.#begin(event);
    if (event.type === "firstbyte" && !this.#at(event.attempt).awaitsContent) {
      this.#end(this.#at(event.attempt), "response", event.status);
    }
    if (event.type === "retry") this.#end(this.#at(event.attempt), event.reason, event.status);
    if (event.type === "lost") this.#end(this.#at(event.attempt), "lost");
  }

  /**
   * Ends the attempts when the fetch settles.
   *
   * @param records The library's records. Its events cover only attempts that another one followed.
   * @param end How attempts without a record ended.
   */
  settle(records: readonly AttemptRecord[], end: AttemptEnd = "aborted"): void {
    this.#records = records;
    for (const { attempt, outcome, elapsed, status, failure } of records) {
      const known = this.#at(attempt);
      known.failure = failure;
      // An attempt that lost a race may have failed before that.
      if (known.outcome === "lost") Object.assign(known, { outcome: undefined, elapsed });
      this.#end(known, outcome, failure ?? status);
    }
    for (const attempt of this.#attempts) {
      this.#end(attempt, end);
      attempt.trial?.drop();
    }
  }

  /**
   * Reports the end of the answer to the breaker of its upstream.
   *
   * @param isWhole Whether the answer was complete.
   */
  finish(isWhole: boolean): void {
    this.#attempts.find(({ outcome }) => outcome === "response")?.trial?.finish(isWhole);
  }

  #begin({ attempt, hedge = false, format, resume }: FetchObserverEvent & { type: "attempt" }): void {
    // Only the upstream that began the answer can resume it.
    if (resume !== undefined) this.#attempts[attempt - 1] = { ...this.#at(attempt), upstream: this.upstream, resume };
    Object.assign(this.#at(attempt), { hedge, awaitsContent: format !== undefined });
  }

  #at(number: number): Attempt {
    return this.#attempts[number - 1] ??= { upstream: this.#first, hedge: false, startedAt: performance.now() };
  }

  #end(attempt: Attempt, outcome: AttemptEnd, status = 0): void {
    if (attempt.outcome) return;
    attempt.outcome = outcome;
    attempt.elapsed ??= performance.now() - attempt.startedAt;
    const { trial, upstream } = attempt;
    if ((outcome === "ttfb" || outcome === "content") && this.awaitsClient?.()) return;
    if (outcome === "response" && !this.#failing.includes(status)) return trial?.succeed();
    // The rate limit of a client's own credentials says nothing about other clients.
    const isClientsLimit = status === TOO_MANY_REQUESTS && upstream.credentials === undefined;
    if (outcome !== "lost" && outcome !== "aborted" && !isClientsLimit) trial?.fail();
  }
}
