import { parseJson } from "../checks/parse_json.ts";
import { type News, type Post, readEntry, type SharedEntry, withAge } from "../sharing/shared_entry.ts";
import { type StatePlace, StatePlaceError } from "../sharing/state_place.ts";

/** A Redis command and its arguments. */
export type RedisCommand = readonly [name: string, ...args: (string | number)[]];

/** The part of a connection that {@linkcode RedisPlace} uses. */
export interface RedisTransactions {
  /** Runs commands as one transaction, and resolves to their replies. It rejects if one of them failed. */
  transact(commands: readonly RedisCommand[], signal: AbortSignal): Promise<readonly unknown[]>;
}

// How many entries each stream keeps. A proxy learns from 256 samples of an origin, and has few breakers.
const STREAMS = { breaker: { name: "breakers", most: 256 }, sample: { name: "samples", most: 512 } } as const;
const TYPES = ["breaker", "sample"] as const;
// The weight of a sample has halved by then, and no breaker is reported to be open for longer.
const LONGEST_MEMORY = 10 * 60_000;
const ID = /^(\d+)-(\d+)$/;
const BEGINNING = "0-0";

/**
 * A place for shared state in Redis.
 *
 * Each proxy appends its entries to a stream, so that none overwrites another's, and reads what follows the last entry
 * that it has read. The clock of the Redis server gives the age of an entry.
 */
export class RedisPlace implements StatePlace {
  readonly #redis: RedisTransactions;
  readonly #prefix: string;

  /**
   * Constructs a new {@linkcode RedisPlace} instance.
   *
   * @param redis The connection.
   * @param prefix Prefix of both keys. Its part in braces puts them into the same slot.
   */
  constructor(redis: RedisTransactions, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async exchange({ from, cursor, entries }: Post, signal: AbortSignal): Promise<News> {
    const cursors = cursor.split(" ");
    const seen = TYPES.map((_, index) => cursors[index] || BEGINNING);
    const reads = TYPES.map((type, index): RedisCommand => {
      return ["xrevrange", this.#keyOf(type), "+", idAfter(seen[index]), "count", STREAMS[type].most];
    });
    const [time, ...replies] = await this.#redis.transact([
      ["time"],
      ...reads,
      ...entries.map((entry) => this.#append(entry, from)),
      ...TYPES.filter((type) => entries.some((entry) => entry.type === type))
        .map((type): RedisCommand => ["pexpire", this.#keyOf(type), LONGEST_MEMORY]),
    ], signal);
    const now = milliseconds(time);
    const read = TYPES.map((_, index) => readElements(replies[index]));
    const added = replies.slice(TYPES.length);
    const last = TYPES.map((type, index) => {
      const own = added[entries.findLastIndex((entry) => entry.type === type)];
      return own === undefined ? read[index]?.[0]?.id ?? seen[index] : String(own);
    });
    const news = read.flatMap((elements) => elements.toReversed().filter((element) => element.from !== from))
      .filter(({ at }) => now - at < LONGEST_MEMORY)
      .map(({ at, entry }) => entry && withAge(entry, Math.max(0, now - at)))
      .filter((entry) => entry !== undefined);
    return { cursor: last.join(" "), entries: news };
  }

  #append(entry: SharedEntry, from: string): RedisCommand {
    const { most } = STREAMS[entry.type];
    const fields = ["from", from, "entry", JSON.stringify(entry)];
    return ["xadd", this.#keyOf(entry.type), "maxlen", "~", most, "*", ...fields];
  }

  #keyOf(type: SharedEntry["type"]): string {
    return `${this.#prefix}:${STREAMS[type].name}`;
  }
}

interface Element {
  readonly id: string;
  /** When it was appended, in milliseconds since the epoch by the server's clock. */
  readonly at: number;
  readonly from: string | undefined;
  readonly entry: SharedEntry | undefined;
}

function readElements(reply: unknown): Element[] {
  if (!Array.isArray(reply)) throw invalidReply();
  return reply.map((element: unknown) => {
    const [id, fields] = Array.isArray(element) ? element : [];
    const [, at] = ID.exec(String(id)) ?? [];
    if (at === undefined || !Array.isArray(fields)) throw invalidReply();
    const valueOf = (name: string): unknown => fields[fields.indexOf(name) + 1];
    return { id, at: Number(at), from: String(valueOf("from")), entry: readEntry(parseJson(valueOf("entry"))) };
  });
}

/** Converts the reply to `TIME`: seconds, and microseconds. */
function milliseconds(reply: unknown): number {
  const [seconds, microseconds] = Array.isArray(reply) ? reply.map(Number) : [];
  const time = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
  if (!Number.isFinite(time)) throw invalidReply();
  return time;
}

function idAfter(id: string = BEGINNING): string {
  const [, at, number] = ID.exec(id) ?? [];
  if (at === undefined) throw invalidReply();
  return `${at}-${BigInt(number ?? 0) + 1n}`;
}

function invalidReply(): StatePlaceError {
  return new StatePlaceError("answer not understood");
}
