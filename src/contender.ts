import type { Call } from "./call.ts";
import type { AttemptRecord } from "./errors.ts";
import type { FetchRequest } from "./request/fetch_request.ts";
import type { LoopTools } from "./loop_tools.ts";
import type { FetchEventDetail, FetchObserverEvent } from "./observer.ts";
import { type RefusalHold, refusalHold } from "./refusal_hold.ts";
import { retryAfter } from "./retry_after.ts";
import type { RetryContext } from "./retry_options.ts";
import type { Timer } from "./timer.ts";

/** How a contender ended. */
export interface Outcome {
  readonly contender: Contender;
  readonly response?: Response;
  /** What the observer is to be told, should another follow. */
  readonly retry?: FetchObserverEvent & { readonly type: "retry" };
  /** What it failed with. */
  readonly error?: unknown;
}

/** What a contender is told. */
export interface ContenderOptions {
  /** Number of the attempt, from `1`. */
  readonly number: number;
  /** Whether it was started while another still ran. */
  readonly hedge: boolean;
  /** Tells whether another attempt may follow. */
  readonly hasNext: () => boolean;
  /** Tells whether no other attempt runs. */
  readonly isAlone: () => boolean;
  /** How to attempt. */
  readonly tools: LoopTools;
  /** Is called in the turn in which its first byte is in, before that is told or recorded. */
  readonly onFirstByte: (contender: Contender, record: AttemptRecord) => void;
  /** Is called when it holds a refusal back. */
  readonly onHold: () => void;
}

/**
 * One of several attempts that run at once, of which another may win: it runs on
 * a call of its own, which is the given one but for one more signal, an observer
 * that hears nothing more once it has lost, and a request that holds refusals back.
 */
export class Contender {
  /** Number of the attempt, from `1`. */
  readonly number: number;
  /** Resolves however it ended; never rejects. */
  readonly outcome: Promise<Outcome>;
  readonly #call: Call;
  readonly #options: ContenderOptions;
  readonly #controller = new AbortController();
  readonly #startedAt = performance.now();
  readonly #hold: RefusalHold;
  #cutoff: number | false = false;
  #sent: FetchRequest;
  #status: number | undefined;
  #isRecorded = false;
  /** Milliseconds from its dispatch until it was refused by a status that would be re-fetched, had an attempt been left. */
  #refusedAfter: number | undefined;
  #retry: Outcome["retry"];

  /** Starts an attempt at a call. */
  constructor(call: Call, options: ContenderOptions) {
    this.number = options.number;
    this.#call = call;
    this.#options = options;
    this.#sent = call.request;
    this.#hold = refusalHold((response) => this.#isRefusal(response), options.onHold);
    this.outcome = this.#run();
  }

  /** Milliseconds since its dispatch. */
  get elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  /** Lets go of a refusal that is held back, as an answer; `undefined` where there is none. */
  get release(): (() => void) | undefined {
    return this.#hold.release;
  }

  /** Aborts it, since another had the first byte. */
  lose(): void {
    if (this.#lost.aborted || this.#isRecorded) return;
    const { number, elapsed } = this;
    const { hedge } = this.#options;
    this.#call.record({
      attempt: number,
      cutoff: this.#cutoff,
      elapsed: this.#refusedAfter ?? elapsed,
      status: this.#status,
      outcome: this.#refusedAfter === undefined ? "lost" : "status",
      hedge,
    }, this.#sent);
    this.#call.tell({ attempt: number, type: "lost", elapsed });
    this.#controller.abort(new DOMException("Another attempt had the first byte", "AbortError"));
  }

  get #lost(): AbortSignal {
    return this.#controller.signal;
  }

  async #run(): Promise<Outcome> {
    const call = this.#ownCall();
    try {
      const result = await this.#options.tools.attempt(call);
      if (typeof result === "number") return { contender: this, retry: this.#retry, error: call.cause };
      if (!this.#lost.aborted) return { contender: this, response: result };
      // Its first byte came in the very turn in which it lost.
      result.body?.cancel(this.#lost.reason).catch(() => {});
      return { contender: this, error: this.#lost.reason };
    } catch (error) {
      return { contender: this, error };
    }
  }

  #ownCall(): Call {
    const call = this.#call;
    const retry = {
      ...call.options.retry,
      // Which attempt is the last, the loop knows: here its number does not tell.
      maxAttempts: this.number + 1,
      shouldRetry: (loss: RetryContext) => this.#shouldRetry(loss),
    };
    return {
      ...call,
      attempt: this.number,
      options: { ...call.options, retry },
      signal: this.#options.tools.anySignal(this.#lost, call.signal),
      total: call.total && unlessAborted(call.total, this.#lost),
      tell: (event) => this.#tell(event),
      record: (record) => this.#record(record),
      aim: (attempt) => {
        const aimed = call.aim?.(attempt) ?? call.request;
        this.#sent = aimed;
        return this.#hold.wrap(aimed);
      },
    };
  }

  #tell(event: FetchEventDetail): void {
    if (this.#lost.aborted) return;
    const attempt = this.number;
    // Whether another follows, the loop knows.
    if (event.type === "retry") return void (this.#retry = { attempt, ...event });
    if (event.type !== "attempt") return this.#call.tell({ attempt, ...event });
    this.#cutoff = event.cutoff;
    this.#call.tell({ attempt, ...event, hedge: this.#options.hedge });
  }

  #record(record: AttemptRecord): void {
    if (this.#lost.aborted) return;
    const { hedge, onFirstByte } = this.#options;
    this.#isRecorded = true;
    // The losers go before it: a timing's last attempt is the response's.
    if (record.outcome === "response") onFirstByte(this, record);
    this.#call.record({ ...record, hedge }, this.#sent);
  }

  /** Asks the caller while another attempt may follow. After the last, one whose body breaks is lost if others still run. */
  #shouldRetry(loss: RetryContext): boolean | undefined {
    const { hasNext, isAlone } = this.#options;
    if (hasNext()) return this.#call.options.retry.shouldRetry?.(loss);
    return loss.retry && loss.reason === "network" && loss.status !== undefined && !isAlone();
  }

  /** Tells a refusal, which is handed out if nothing better comes, from an answer, and from what is re-fetched. */
  #isRefusal({ status, headers }: Response): boolean {
    this.#status = status;
    if (status !== 429 && status < 500) return false;
    const { statusCodes, maxRetryAfter } = this.#call.options.retry;
    const { hasNext, hedge } = this.#options;
    // Without a cutoff nothing ends the wait for a better one; without hedging this would have been the answer.
    if (!this.#cutoff && !hedge) return false;
    const isListed = statusCodes.includes(status);
    if (hasNext() && isListed && (retryAfter(headers) ?? 0) <= maxRetryAfter) return false;
    if (isListed) this.#refusedAfter = this.elapsed;
    return true;
  }
}

/** The call's time ends with the winner's body, not with a loser's. */
function unlessAborted(total: Timer, lost: AbortSignal): Timer {
  return Object.create(total, {
    stop: { value: () => lost.aborted ? undefined : total.stop() },
  });
}
