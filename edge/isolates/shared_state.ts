import {
  aged,
  type BreakerEntry,
  type Post,
  readPost,
  type SampleEntry,
  type SharedEntry,
  writeMessage,
} from "./shared_entry.ts";

// An isolate learns from 256 of an origin.
const MOST_SAMPLES = 512;
const MOST_BREAKERS = 256;
// The weight of a sample has halved by then; no breaker is told to be open for longer.
const LONGEST_MEMORY = 10 * 60_000;

interface Kept<T extends SharedEntry = SharedEntry> {
  readonly number: number;
  readonly from: string;
  readonly at: number;
  readonly entry: T;
}

/**
 * A Durable Object that passes on between the isolates of a Worker what each of
 * them sees of the upstreams: first-byte times, and breakers that open and close.
 *
 * It keeps that in memory alone, bounded, for ten minutes. One that starts anew
 * knows nothing until isolates tell it again, which costs some cutoffs that are
 * too long; storage would cost a write for each post of each isolate.
 */
export class SharedState {
  // Numbers of entries begin anew with each life of the object.
  readonly #epoch = crypto.randomUUID();
  #last = 0;
  #samples: Kept<SampleEntry>[] = [];
  /** The last one of each, so that no number of samples pushes it out. */
  readonly #breakers = new Map<string, Kept<BreakerEntry>>();

  /** Takes what an isolate tells, and answers with what others told since it asked last. */
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
    // A number that is none lets nothing through; who sends one is no proxy.
    const last = epoch === this.#epoch ? Number(number) : 0;
    return [...this.#breakers.values(), ...this.#samples]
      .filter((kept) => kept.number > last && kept.from !== from && now - kept.at < LONGEST_MEMORY)
      .map((kept) => aged(kept.entry, now - kept.at))
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
