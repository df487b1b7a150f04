import {
  type BreakerEntry,
  type News,
  type Post,
  type SampleEntry,
  type SharedEntry,
  withAge,
} from "./shared_entry.ts";
import { type StatePlace, StatePlaceError } from "./state_place.ts";

const MOST_SAMPLES = 64;

/** Options for {@linkcode StateExchange}. */
export interface StateExchangeOptions {
  /** Least milliseconds ≥ 0 between the starts of two exchanges. */
  interval: number;
  /** Milliseconds after which an exchange is aborted. */
  timeout: number;
  /** Is called with each entry of another proxy, whose configuration may differ. */
  apply: (entry: SharedEntry) => void;
  /**
   * Returns whether other proxies can rely on this proxy's report that a breaker opened. Each exchange calls it again.
   *
   * @param at When the breaker opened, in milliseconds since the epoch.
   */
  isReliable: (entry: BreakerEntry, at: number) => boolean;
  /** Is called after each exchange, with the reason of its failure, or with `undefined`. */
  report: (reason: string | undefined) => void;
}

interface BreakerReport {
  readonly at: number;
  readonly entry: BreakerEntry;
}

/**
 * Collects the entries that one proxy shares, and exchanges them for those of the others.
 *
 * Nothing waits for it. It may fail at any point. On Workers, it's stopped when the request ends that started it.
 * Entries that weren't stored are sent with the next exchange.
 */
export class StateExchange {
  readonly #options: StateExchangeOptions;
  #from = "";
  #cursor = "";
  #startedAt = -Infinity;
  #samples: SampleEntry[] = [];
  readonly #breakers = new Map<string, BreakerReport>();

  constructor(options: StateExchangeOptions) {
    this.#options = options;
  }

  /** Adds an entry to share. The last samples are kept, and the last change of each breaker. */
  add(entry: SharedEntry): void {
    if (entry.type === "breaker") this.#breakers.set(entry.key, { at: Date.now(), entry });
    else if (this.#samples.push(entry) > MOST_SAMPLES) this.#samples.shift();
  }

  /**
   * Begins an exchange, unless one began within the interval.
   *
   * @param place The place to exchange state in.
   * @returns A promise that resolves when the exchange is over, and never rejects; `undefined` if none began.
   */
  begin(place: StatePlace): Promise<void> | undefined {
    const now = Date.now();
    if (now - this.#startedAt < this.#options.interval) return undefined;
    this.#startedAt = now;
    // Not in the constructor: a worker can't make random values while it starts.
    this.#from ||= crypto.randomUUID();
    return this.#exchange(place).catch((error) => this.#options.report(reasonOf(error)));
  }

  async #exchange(place: StatePlace): Promise<void> {
    const startedAt = this.#startedAt;
    const samples = this.#reliableSamples();
    const reports = this.#reliableReports(startedAt);
    const breakers = reports.map(({ at, entry }) => withAge(entry, startedAt - at)).filter((entry) =>
      entry !== undefined
    );
    const post: Post = { from: this.#from, cursor: this.#cursor, entries: [...breakers, ...samples] };
    const news = await place.exchange(post, AbortSignal.timeout(this.#options.timeout));
    // A newer exchange has replaced one that took too long.
    if (startedAt !== this.#startedAt) return;
    this.#cursor = news.cursor;
    this.#samples = this.#samples.filter((sample) => !samples.includes(sample));
    for (const report of reports) {
      if (this.#breakers.get(report.entry.key) === report) this.#breakers.delete(report.entry.key);
    }
    this.#options.report(undefined);
    // At the end, so that an entry that fails to apply doesn't come again and again.
    this.#apply(news, new Set(reports.map(({ entry }) => entry.key)));
  }

  /**
   * Holds samples without an answer back until one has an answer: a proxy without a network has nothing else to report.
   */
  #reliableSamples(): SampleEntry[] {
    return this.#samples.some(({ answered }) => answered) ? [...this.#samples] : [];
  }

  #reliableReports(now: number): BreakerReport[] {
    return [...this.#breakers.values()].filter((report) => {
      const { entry, at } = report;
      if (entry.openFor === 0 || this.#options.isReliable(entry, at)) return true;
      // An opening that is over isn't reported any more, and must not hide newer reports.
      if (at + entry.openFor <= now) this.#breakers.delete(entry.key);
      return false;
    });
  }

  /** Applies the entries of other proxies, except for breakers that this proxy has reported itself. */
  #apply({ entries }: News, reported: ReadonlySet<string>): void {
    for (const entry of entries) {
      const isOlder = entry.type === "breaker" && (reported.has(entry.key) || this.#breakers.has(entry.key));
      if (!isOlder) this.#options.apply(entry);
    }
  }
}

/** Returns the name of an error. Its message may hold a secret. */
function reasonOf(error: unknown): string {
  if (error instanceof StatePlaceError) return error.message;
  return error instanceof Error ? error.name : "unknown error";
}
