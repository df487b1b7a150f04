import { parseJson } from "../checks/parse_json.ts";

/** Version of what isolates and the object that they share say to each other. */
const VERSION = 1;

const HOUR = 60 * 60_000;
// An origin, and the place of an upstream in its list.
const LONGEST_KEY = 300;
const MOST_ENTRIES = 1_024;

/** How long an attempt at an origin took. */
export interface SampleEntry {
  readonly type: "sample";
  /** The origin. */
  readonly key: string;
  /** Milliseconds to its first byte, or until it was given up on. */
  readonly elapsed: number;
  /** Whether the byte came. */
  readonly answered: boolean;
}

/** What became of an upstream's breaker. */
export interface BreakerEntry {
  readonly type: "breaker";
  /** Which upstream. */
  readonly key: string;
  /** Milliseconds that it stays open; `0` where it closed. A point in time would be another one on another clock. */
  readonly openFor: number;
}

/** What one isolate tells the others: numbers about an upstream, nothing that a request held. */
export type SharedEntry = SampleEntry | BreakerEntry;

/** What an isolate tells, and asks for. */
export interface Post {
  /** The isolate. */
  readonly from: string;
  /** Which life of the object the cursor is of. */
  readonly epoch: string;
  /** The last it was told. */
  readonly cursor: number;
  readonly entries: readonly SharedEntry[];
}

/** What an isolate is told. */
export type News = Omit<Post, "from">;

/** Makes the text of a message. */
export function writeMessage(message: Post | News): string {
  return JSON.stringify({ version: VERSION, ...message });
}

/**
 * Reads what an isolate tells. Two versions of the proxy may run at once: what is
 * not understood is left out, and a message of another version as a whole.
 *
 * @returns The post, or `undefined` where it is none.
 */
export function readPost(text: string): Post | undefined {
  const message = parse(text);
  const news = newsOf(message);
  return news && isKey(message?.from) ? { ...news, from: message.from } : undefined;
}

/** Reads what an isolate is told, as {@linkcode readPost} does. */
export function readNews(text: string): News | undefined {
  return newsOf(parse(text));
}

/**
 * Returns what is left of an entry.
 *
 * @param age Milliseconds since it was true.
 * @returns The entry, or `undefined` where it is over.
 */
export function aged(entry: SharedEntry, age: number): SharedEntry | undefined {
  if (entry.type === "sample" || entry.openFor === 0) return entry;
  return entry.openFor > age ? { ...entry, openFor: entry.openFor - age } : undefined;
}

type Unknown<T> = { readonly [K in keyof T]?: unknown };

function newsOf(message: Unknown<Post & { version: number }> | undefined): News | undefined {
  const { version, epoch, cursor, entries } = message ?? {};
  if (version !== VERSION || !isText(epoch) || !isNumber(cursor, Number.MAX_SAFE_INTEGER)) return undefined;
  if (!Array.isArray(entries)) return undefined;
  return { epoch, cursor, entries: entries.slice(-MOST_ENTRIES).map(readEntry).filter((entry) => entry !== undefined) };
}

function readEntry(value: unknown): SharedEntry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, key, elapsed, answered, openFor } = value as Unknown<SampleEntry & BreakerEntry>;
  if (!isKey(key)) return undefined;
  if (type === "sample" && isNumber(elapsed, HOUR) && typeof answered === "boolean") {
    return { type, key, elapsed, answered };
  }
  return type === "breaker" && isNumber(openFor, HOUR) ? { type, key, openFor } : undefined;
}

function parse(text: string): Unknown<Post & { version: number }> | undefined {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? value : undefined;
}

function isKey(value: unknown): value is string {
  return isText(value) && value !== "";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_KEY;
}

function isNumber(value: unknown, most: number): value is number {
  return typeof value === "number" && value >= 0 && value <= most;
}
