import type { AttemptOutcome, AttemptRecord, FetchObserverEvent } from "../../mod.ts";
import type { Trial } from "../breaker/breaker.ts";
import type { Upstream } from "../upstreams/upstream.ts";

const TOO_MANY_REQUESTS = 429;

/** What became of an attempt: as the library says, or `"aborted"` with its whole request. */
export type AttemptEnd = AttemptOutcome | "aborted";

/** One attempt at an upstream, as the log tells of it. */
export interface AttemptSummary {
  /** Host of the upstream. */
  readonly host: string;
  readonly outcome: AttemptEnd;
  /** Milliseconds from its dispatch to its outcome. */
  readonly elapsed: number;
  /** Whether it was started while another still ran. */
  readonly hedge: boolean;
  /** Status that a failure in its stream stands for, if there was one before any content. */
  readonly failure?: number;
  /** Name of the policy by which it resumed the answer, if it did. */
  readonly resume?: string;
}

interface Attempt {
  upstream: Upstream;
  trial?: Trial;
  hedge: boolean;
  /** Whether its first byte says nothing yet: it's judged by its first content. */
  isJudged?: boolean;
  failure?: number;
  resume?: string;
  startedAt: number;
  elapsed?: number;
  outcome?: AttemptEnd;
}

/** Follows the attempts of one request, and tells the breakers how they ended. */
export class Attempts {
  /** Tells whether it is the client that is waited for, not the upstream. */
  awaitsClient: (() => boolean) | undefined;
  readonly #attempts: Attempt[] = [];
  readonly #first: Upstream;
  readonly #failing: readonly number[];
  /** What the library says of them; those that resume the answer are added as they come. */
  #records: readonly AttemptRecord[] = [];

  /**
   * Constructs a new {@linkcode Attempts} instance.
   *
   * @param first The upstream that attempts go to unless they are assigned to another.
   * @param failing Statuses that count as a failure of the upstream.
   */
  constructor(first: Upstream, failing: readonly number[]) {
    this.#first = first;
    this.#failing = failing;
  }

  /** Attempts made. */
  get count(): number {
    return this.#attempts.length;
  }

  /** Attempts that were started while another still ran. */
  get hedges(): number {
    return this.#attempts.filter(({ hedge }) => hedge).length;
  }

  /** Attempts that resumed the answer. */
  get resumptions(): number {
    return this.#attempts.filter(({ resume }) => resume !== undefined).length;
  }

  /** The upstream that answered; without an answer, the one asked last. */
  get upstream(): Upstream {
    const answered = this.#attempts.find(({ outcome }) => outcome === "response") ?? this.#attempts.at(-1);
    return answered?.upstream ?? this.#first;
  }

  /** Status that a failure in the stream stands for that was passed on. */
  get failure(): number | undefined {
    return this.#attempts.find(({ outcome }) => outcome === "response")?.failure;
  }

  /** Host of that upstream. */
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

  /** Says where an attempt goes, and who is to be told how it ends. */
  assign(number: number, upstream: Upstream, trial: Trial | undefined): void {
    Object.assign(this.#at(number), { upstream, trial });
  }

  /** Watches the fetch. */
  observe(event: FetchObserverEvent): void {
    if (event.type === "attempt") this.#begin(event);
    if (event.type === "firstbyte" && !this.#at(event.attempt).isJudged) {
      this.#end(this.#at(event.attempt), "response", event.status);
    }
    if (event.type === "retry") this.#end(this.#at(event.attempt), event.reason, event.status);
    if (event.type === "lost") this.#end(this.#at(event.attempt), "lost");
  }

  /**
   * The fetch is over: attempts of which nothing was heard ended with it.
   *
   * @param records What the library says of them; it tells an observer of those alone that another followed.
   * @param end How those ended that had no outcome of their own.
   */
  settle(records: readonly AttemptRecord[], end: AttemptEnd = "aborted"): void {
    this.#records = records;
    for (const { attempt, outcome, elapsed, status, failure } of records) {
      const known = this.#at(attempt);
      known.failure = failure;
      // One that another overtook may have failed before.
      if (known.outcome === "lost") Object.assign(known, { outcome: undefined, elapsed });
      this.#end(known, outcome, failure ?? status);
    }
    for (const attempt of this.#attempts) {
      this.#end(attempt, end);
      attempt.trial?.drop();
    }
  }

  /**
   * The answer is over.
   *
   * @param isWhole Whether it was whole.
   */
  finish(isWhole: boolean): void {
    this.#attempts.find(({ outcome }) => outcome === "response")?.trial?.finish(isWhole);
  }

  #begin({ attempt, hedge = false, format, resume }: FetchObserverEvent & { type: "attempt" }): void {
    // Only the upstream that answered can go on with the answer.
    if (resume !== undefined) this.#attempts[attempt - 1] = { ...this.#at(attempt), upstream: this.upstream, resume };
    Object.assign(this.#at(attempt), { hedge, isJudged: format !== undefined });
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
    // One client's own credentials may have had too much, and no other's.
    const isClients = status === TOO_MANY_REQUESTS && upstream.credentials === undefined;
    if (outcome !== "lost" && outcome !== "aborted" && !isClients) trial?.fail();
  }
}
