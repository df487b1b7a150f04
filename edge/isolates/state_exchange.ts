import { aged, type BreakerEntry, readNews, type SampleEntry, type SharedEntry, writeMessage } from "./shared_entry.ts";

// A Durable Object answers about a thousand requests a second; each isolate sends it at most one in this time.
const INTERVAL = 5_000;
// Less than the interval: no two are under way at once.
const TIMEOUT = 4_000;
const MOST_SAMPLES = 64;

/** What is used of a Durable Object's binding. */
export interface StateNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(url: string, init: RequestInit): Promise<Response> };
}

/** Options for {@linkcode StateExchange}. */
export interface StateExchangeOptions {
  /** The binding of the object that isolates share. */
  namespace: StateNamespace;
  /** Is given what another isolate told; it may be of another configuration. */
  apply: (entry: SharedEntry) => void;
  /** Is told why an exchange failed. */
  report: (reason: string) => void;
}

interface Word {
  readonly at: number;
  readonly entry: BreakerEntry;
}

/**
 * One isolate's part in what isolates share: keeps what there is to tell, and
 * exchanges it for what others told.
 *
 * Nothing waits on it. It may fail at any point, and be cut off without a word
 * when the request ends that it runs beside: what was not told is told next time.
 */
export class StateExchange {
  readonly #options: StateExchangeOptions;
  #from = "";
  #epoch = "";
  #cursor = 0;
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
   * Begins an exchange, unless one began within the last five seconds.
   *
   * @param place Name of the object, shared by those who see the upstreams from the same place.
   * @returns Resolves, never rejects, when it is over; `undefined` where none began.
   */
  begin(place: string): Promise<void> | undefined {
    const now = Date.now();
    if (now - this.#startedAt < INTERVAL) return undefined;
    this.#startedAt = now;
    // Not possible while a worker starts.
    this.#from ||= crypto.randomUUID();
    return this.#exchange(place).catch((error) => this.#options.report(nameOf(error)));
  }

  async #exchange(place: string): Promise<void> {
    const startedAt = this.#startedAt;
    const samples = [...this.#samples];
    const words = [...this.#breakers.values()];
    const breakers = words.map(({ at, entry }) => aged(entry, startedAt - at)).filter((entry) => entry !== undefined);
    const { namespace, report } = this.#options;
    const response = await namespace.get(namespace.idFromName(place)).fetch("https://shared-state/", {
      method: "POST",
      body: writeMessage({
        from: this.#from,
        epoch: this.#epoch,
        cursor: this.#cursor,
        entries: [...breakers, ...samples],
      }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    // One that went on for longer than it may has been replaced.
    if (startedAt !== this.#startedAt) return;
    const news = response.ok ? readNews(text) : undefined;
    if (!news) return report(response.ok ? "answer not understood" : `status ${response.status}`);
    this.#epoch = news.epoch;
    this.#cursor = news.cursor;
    this.#samples = this.#samples.filter((sample) => !samples.includes(sample));
    for (const word of words) {
      if (this.#breakers.get(word.entry.key) === word) this.#breakers.delete(word.entry.key);
    }
    // At the end: what fails to apply is not to be heard for ever.
    this.#apply(news.entries, new Set(words.map(({ entry }) => entry.key)));
  }

  /** Applies what others told before this isolate told what it knows of the same breaker. */
  #apply(entries: readonly SharedEntry[], told: ReadonlySet<string>): void {
    for (const entry of entries) {
      const isOlder = entry.type === "breaker" && (told.has(entry.key) || this.#breakers.has(entry.key));
      if (!isOlder) this.#options.apply(entry);
    }
  }
}

/** An error's message may hold anything; its name is of a class. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error";
}
