import type { FetchObserverEvent } from "../../mod.ts";
import type { LogLine } from "../observe/log_line.ts";
import type { ObservedRequest, RequestObserver } from "../observe/request_observer.ts";
import { OWN_PATHS } from "../upstreams/upstream.ts";
import type { LiveAttempt, LiveRequest } from "./live_request.ts";

// The same number as on the page.
const MOST_REQUESTS = 200;
const OWN_PATH = new RegExp(`^/(?:${OWN_PATHS.join("|")})$`);

/** Keeps the last requests of a proxy, and calls listeners with each change. */
export class LiveRequests implements RequestObserver {
  readonly #numbers = new WeakMap<ObservedRequest, number>();
  readonly #requests = new Map<number, LiveRequest>();
  readonly #listeners = new Set<(request: LiveRequest) => void>();
  #last = 0;

  /** The last requests, oldest first. */
  get all(): readonly LiveRequest[] {
    return [...this.#requests.values()];
  }

  /**
   * Calls a listener with each request that is new, or has changed.
   *
   * @param listener The listener.
   * @returns A function that removes the listener.
   */
  onChange(listener: (request: LiveRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  begin(record: ObservedRequest): void {
    const { method, path } = record;
    if (OWN_PATH.test(path)) return;
    const number = ++this.#last;
    this.#numbers.set(record, number);
    this.#put({ number, at: Date.now(), method, path, upstream: "", attempts: [] });
    const [oldest] = this.#requests.keys();
    if (this.#requests.size > MOST_REQUESTS && oldest !== undefined) this.#requests.delete(oldest);
  }

  event(record: ObservedRequest, event: FetchObserverEvent): void {
    const request = this.#of(record);
    if (!request) return;
    const now = record.elapsed;
    const times = timesAfter(event, request, now);
    const upstream = record.upstream ?? "";
    this.#put({ ...request, ...times, upstream, attempts: attemptsAfter(event, request.attempts, record) });
  }

  end(record: ObservedRequest, { status, outcome }: LogLine): void {
    const request = this.#of(record);
    if (!request) return;
    const summaries = record.attempts?.summaries ?? [];
    const attempts = request.attempts.map((attempt, index) => {
      const outcome = attempt.outcome ?? summaries[index]?.outcome;
      return { ...attempt, outcome, to: attempt.to ?? record.elapsed };
    });
    this.#put({ ...request, upstream: record.upstream ?? "", attempts, end: record.elapsed, status, outcome });
  }

  #of(record: ObservedRequest): LiveRequest | undefined {
    return this.#requests.get(this.#numbers.get(record) ?? 0);
  }

  #put(request: LiveRequest): void {
    this.#requests.set(request.number, request);
    for (const listener of this.#listeners) listener(request);
  }
}

/** Returns the time that an event sets. A resumed answer keeps the times of its beginning. */
function timesAfter({ type }: FetchObserverEvent, request: LiveRequest, now: number): Partial<LiveRequest> {
  if (type === "firstbyte") return { firstByte: request.firstByte ?? now };
  return type === "content" ? { firstContent: request.firstContent ?? now } : {};
}

function outcomeOf(event: FetchObserverEvent): string | undefined {
  if (event.type === "retry") return event.reason;
  if (event.type === "resume") return "resumed";
  return event.type === "lost" ? "lost" : undefined;
}

/** Returns the attempts after an event. */
function attemptsAfter(
  event: FetchObserverEvent,
  attempts: readonly LiveAttempt[],
  record: ObservedRequest,
): readonly LiveAttempt[] {
  const index = event.attempt - 1;
  const now = record.elapsed;
  if (event.type === "attempt") {
    const host = record.attempts?.summaries[index]?.host ?? "";
    return replaceAt(attempts, index, { host, hedge: event.hedge ?? false, from: now });
  }
  const outcome = outcomeOf(event);
  const attempt = attempts[index];
  return attempt && outcome ? replaceAt(attempts, index, { ...attempt, outcome, to: now }) : attempts;
}

function replaceAt(attempts: readonly LiveAttempt[], index: number, attempt: LiveAttempt): LiveAttempt[] {
  return [...attempts.slice(0, index), attempt, ...attempts.slice(index + 1)];
}
