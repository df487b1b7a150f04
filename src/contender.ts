import type { Call } from "./call.ts";
import type { AttemptRecord } from "./errors.ts";
import type { FetchRequest } from "./fetch_request.ts";
import type { LoopTools } from "./loop_tools.ts";
import type { FetchObserverEvent } from "./observer.ts";
import type { RetryContext } from "./options.ts";
import type { ReplayableRequest } from "./replayable_request.ts";
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

/** One of several attempts that run at once. */
export interface Contender {
  /** Number of the attempt, from `1`. */
  readonly number: number;
  /** Resolves however it ended; never rejects. */
  readonly outcome: Promise<Outcome>;
  /** Milliseconds since its dispatch. */
  readonly elapsed: number;
  /** Lets go of a refusal that is held back, as an answer; `undefined` where there is none. */
  readonly release: (() => void) | undefined;
  /** Aborts it, since another had the first byte. */
  lose(): void;
}

/** What a contender is told. */
export interface ContenderOptions {
  /** Number of the attempt, from `1`. */
  number: number;
  /** Whether it was started while another still ran. */
  hedge: boolean;
  /** Tells whether another attempt may follow. */
  hasNext: () => boolean;
  /** Tells whether no other attempt runs. */
  isAlone: () => boolean;
  /** How to attempt. */
  tools: LoopTools;
  /** Is called in the turn in which its first byte is in, before that is told or recorded. */
  onFirstByte: (contender: Contender, record: AttemptRecord) => void;
  /** Is called when it holds a refusal back. */
  onHold: () => void;
}

/**
 * Starts an attempt that can lose to another: it runs on a call of its own,
 * which is the given one but for one more signal, an observer that hears nothing
 * more once it has lost, and a request that holds refusals back.
 */
export function contend(call: Call, options: ContenderOptions): Contender {
  const { number, hedge, hasNext, isAlone, tools, onFirstByte, onHold } = options;
  const { retry: rules } = call.options;
  const controller = new AbortController();
  const lost = controller.signal;
  const startedAt = performance.now();
  let cutoff: number | false = false;
  let recorded = false;
  let sent: FetchRequest = call.request;
  let status: number | undefined;
  let retry: Outcome["retry"];
  let release: Contender["release"];

  /** Asks the caller while another attempt may follow. After the last, one whose body breaks is lost if others still run. */
  function shouldRetry(loss: RetryContext): boolean | undefined {
    if (hasNext()) return rules.shouldRetry?.(loss);
    return loss.retry && loss.reason === "network" && loss.status !== undefined && !isAlone();
  }

  const own: Call = {
    ...call,
    // Which attempt is the last, the loop knows: here its number does not tell.
    options: { ...call.options, retry: { ...rules, maxAttempts: number + 1, shouldRetry } },
    signal: tools.anySignal(lost, call.signal),
    total: unlessAborted(call.total, lost),
    tell: observe,
    aim(attempt) {
      const aimed = call.aim?.(attempt) ?? call.request;
      sent = aimed;
      return holdingRequest(aimed, isRefusal, hold);
    },
    record(record) {
      if (lost.aborted) return;
      recorded = true;
      // The losers go before it: a timing's last attempt is the response's.
      if (record.outcome === "response") onFirstByte(contender, record);
      call.record({ ...record, hedge }, sent);
    },
  };

  function observe(event: FetchObserverEvent): void {
    if (lost.aborted) return;
    // Whether another follows, the loop knows.
    if (event.type === "retry") return void (retry = event);
    if (event.type === "attempt") cutoff = event.cutoff;
    call.tell(event.type === "attempt" ? { ...event, hedge } : event);
  }

  /** Tells a refusal, which is handed out if nothing better comes, from an answer, and from what is re-fetched. */
  function isRefusal(response: Response): boolean {
    status = response.status;
    if (status !== 429 && status < 500) return false;
    const { statusCodes, maxRetryAfter } = rules;
    return !(hasNext() && statusCodes.includes(status) && (tools.retryAfter(response.headers) ?? 0) <= maxRetryAfter);
  }

  async function hold(signal: AbortSignal | null | undefined): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      function letGo(): void {
        release = undefined;
        signal?.removeEventListener("abort", letGo);
        resolve();
      }
      release = letGo;
      // Where that ends the attempt, the body of what then comes too late is cancelled there.
      signal?.addEventListener("abort", letGo);
      onHold();
    });
  }

  const contender: Contender = {
    number,
    get elapsed() {
      return performance.now() - startedAt;
    },
    get release() {
      return release;
    },
    lose() {
      if (lost.aborted || recorded) return;
      const { elapsed } = contender;
      call.record({ attempt: number, cutoff, elapsed, status, outcome: "lost", hedge }, sent);
      call.tell({ attempt: number, type: "lost", elapsed });
      controller.abort(new DOMException("Another attempt had the first byte", "AbortError"));
    },
    outcome: tools.attempt(own, number).then((result): Outcome => {
      if (typeof result === "number") return { contender, retry, error: own.cause };
      if (!lost.aborted) return { contender, response: result };
      // Its first byte came in the very turn in which it lost.
      result.body?.cancel(lost.reason).catch(() => {});
      return { contender, error: lost.reason };
    }, (error): Outcome => ({ contender, error })),
  };
  return contender;
}

/**
 * Makes a request whose dispatch holds back a response by which the upstream refuses for now.
 * It may do so only because several were sent at once: without hedging the caller
 * would have had the answer of the first.
 */
function holdingRequest(
  request: ReplayableRequest,
  isRefusal: (response: Response) => boolean,
  hold: (signal: AbortSignal | null | undefined) => Promise<void>,
): ReplayableRequest {
  const dispatch: ReplayableRequest["dispatch"] = async (fetch, extra, ttfb) => {
    const response = await request.dispatch(fetch, extra);
    if (!isRefusal(response)) return response;
    // Its first byte is not what is waited for.
    ttfb?.rest();
    await hold(extra.signal);
    // An attempt that was aborted has stopped it for good.
    if (!extra.signal?.aborted) ttfb?.run();
    return response;
  };
  return Object.create(request, { dispatch: { value: dispatch } });
}

/** The call's time ends with the winner's body, not with a loser's. */
function unlessAborted(total: Timer, lost: AbortSignal): Timer {
  return Object.create(total, {
    stop: { value: () => lost.aborted ? undefined : total.stop() },
  });
}
