import { aged, type BreakerEntry, type News, type Post, type SampleEntry, type SharedEntry } from "./shared_entry.ts";
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

interface Word {
  readonly at: number;
  readonly entry: BreakerEntry;
}

/**
 * One proxy's part in what proxies share: keeps what there is to tell, and
 * exchanges it for what others told.
 *
 * Nothing waits on it. It may fail at any point, and on Workers be cut off without
 * a word when the request ends that it runs beside: what was not told is told next time.
 */
export class StateExchange {
  readonly #options: StateExchangeOptions;
  #from = "";
  #cursor = "";
  #startedAt = -Infinity;
  #samples: SampleEntry[] = [];
  readonly #breakers = new Map<string, Word>();

  constructor(options: StateExchangeOptions) {
    this.#options = options;
  }

  /** Keeps an entry to be told; of samples the last ones, of a breaker the last word. */
  tell(entry: SharedEntry): void {
    if (entry.type === "breaker") this.#breakers.set(entry.key, { at: Date.now(), entry });
    else if (this.#samples.push(entry) > MOST_SAMPLES) this.#samples.shift();
  }

  /**
   * Begins an exchange, unless one began within the interval.
   *
   * @returns Resolves, never rejects, when it is over; `undefined` where none began.
   */
  begin(place: StatePlace): Promise<void> | undefined {
    const now = Date.now();
    if (now - this.#startedAt < this.#options.interval) return undefined;
    this.#startedAt = now;
    // Not possible while a worker starts.
    this.#from ||= crypto.randomUUID();
    return this.#exchange(place).catch((error) => this.#options.report(reasonOf(error)));
  }

  async #exchange(place: StatePlace): Promise<void> {
    const startedAt = this.#startedAt;
    const samples = this.#reliableSamples();
    const words = this.#reliableWords(startedAt);
    const breakers = words.map(({ at, entry }) => aged(entry, startedAt - at)).filter((entry) => entry !== undefined);
    const post: Post = { from: this.#from, cursor: this.#cursor, entries: [...breakers, ...samples] };
    const news = await place.exchange(post, AbortSignal.timeout(this.#options.timeout));
    // One that went on for longer than it may has been replaced.
    if (startedAt !== this.#startedAt) return;
    this.#cursor = news.cursor;
    this.#samples = this.#samples.filter((sample) => !samples.includes(sample));
    for (const word of words) {
      if (this.#breakers.get(word.entry.key) === word) this.#breakers.delete(word.entry.key);
    }
    this.#options.report(undefined);
    // At the end: what fails to apply is not to be heard for ever.
    this.#apply(news, new Set(words.map(({ entry }) => entry.key)));
  }

  /** Holds samples without an answer back until one has an answer: a proxy without a network has nothing else to report. */
  #reliableSamples(): SampleEntry[] {
    return this.#samples.some(({ answered }) => answered) ? [...this.#samples] : [];
  }

  #reliableWords(now: number): Word[] {
    return [...this.#breakers.values()].filter((word) => {
      const { entry, at } = word;
      if (entry.openFor === 0 || this.#options.isReliable(entry, at)) return true;
      // An opening that is over isn't reported any more, and must not hide newer reports.
      if (at + entry.openFor <= now) this.#breakers.delete(entry.key);
      return false;
    });
  }

  /** Applies what others told before this proxy told what it knows of the same breaker. */
  #apply({ entries }: News, told: ReadonlySet<string>): void {
    for (const entry of entries) {
      const isOlder = entry.type === "breaker" && (told.has(entry.key) || this.#breakers.has(entry.key));
      if (!isOlder) this.#options.apply(entry);
    }
  }
}

/** An error's message may hold anything; its name is of a class. */
function reasonOf(error: unknown): string {
  if (error instanceof StatePlaceError) return error.message;
  return error instanceof Error ? error.name : "unknown error";
}
