import {
  type BreakerEntry,
  type Post,
  readPost,
  type SampleEntry,
  type SharedEntry,
  withAge,
  writeMessage,
} from "./shared_entry.ts";

// An isolate learns from 256 samples of an origin.
const MOST_SAMPLES = 512;
const MOST_BREAKERS = 256;
// Milliseconds. The weight of a sample has halved by then, and no breaker is reported to be open for longer.
const LONGEST_MEMORY = 10 * 60_000;

interface Kept<T extends SharedEntry = SharedEntry> {
  readonly number: number;
  readonly from: string;
  readonly at: number;
  readonly entry: T;
}

/**
 * A Durable Object through which the isolates of a Worker share first-byte times, and breakers that open and close.
 *
 * It keeps a bounded number of entries in memory for ten minutes. A restarted object is empty at first, so that some
 * cutoffs are too long for a while. Storage would cost a write for each message of each isolate.
 */
export class SharedState {
  // A restarted object numbers its entries from 1 again.
  readonly #epoch = crypto.randomUUID();
  #last = 0;
  #samples: Kept<SampleEntry>[] = [];
  /** The last change of each breaker, apart from the samples, which would push it out. */
  readonly #breakers = new Map<string, Kept<BreakerEntry>>();

  /** Stores the entries of an isolate, and answers with those of the others since its last message. */
  async fetch(request: Request): Promise<Response> {
    const post = readPost(await request.text());
    if (!post) return new Response(null, { status: 400 });
    const entries = this.#newTo(post);
    for (const entry of post.entries) this.#keep(entry, post.from);
    return new Response(writeMessage({ cursor: `${this.#epoch} ${this.#last}`, entries }));
  }

  #newTo({ from, cursor }: Post): SharedEntry[] {
    const now = Date.now();
    const [epoch, number] = cursor.split(" ");
    // An invalid number selects no entry. No proxy sends one.
    const last = epoch === this.#epoch ? Number(number) : 0;
    return [...this.#breakers.values(), ...this.#samples]
      .filter((kept) => kept.number > last && kept.from !== from && now - kept.at < LONGEST_MEMORY)
      .map((kept) => withAge(kept.entry, now - kept.at))
      .filter((entry) => entry !== undefined);
  }

  #keep(entry: SharedEntry, from: string): void {
    const kept = { number: ++this.#last, from, at: Date.now() };
    if (entry.type === "sample") {
      this.#samples.push({ ...kept, entry });
      if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
      return;
    }
    this.#breakers.delete(entry.key);
    this.#breakers.set(entry.key, { ...kept, entry });
    const [oldest] = this.#breakers.keys();
    if (this.#breakers.size > MOST_BREAKERS && oldest !== undefined) this.#breakers.delete(oldest);
  }
}
