import { parseJson } from "../checks/parse_json.ts";

/** Version of the messages between proxies. */
const VERSION = 1;

const HOUR = 60 * 60_000;
// Characters of an origin, the key of an upstream, or a cursor.
const LONGEST_TEXT = 300;
const MOST_ENTRIES = 1_024;

/** The first-byte time of one attempt. */
export interface SampleEntry {
  readonly type: "sample";
  /** The origin. */
  readonly key: string;
  /** Milliseconds until the first byte, or until the attempt was given up. */
  readonly elapsed: number;
  /** Whether the first byte came. */
  readonly answered: boolean;
}

/** A change of an upstream's breaker. */
export interface BreakerEntry {
  readonly type: "breaker";
  /** Key of the upstream. */
  readonly key: string;
  /** Milliseconds for which it stays open; `0` if it closed. A duration, since the clocks of proxies differ. */
  readonly openFor: number;
  /** Milliseconds since the change. */
  readonly since: number;
}

/** What proxies share: numbers about an upstream, and nothing of a request. */
export type SharedEntry = SampleEntry | BreakerEntry;

/** A message from a proxy. */
export interface Post {
  /** Id of the proxy. */
  readonly from: string;
  /** Position of the last entry that the proxy got, in the form of the place; empty at first. */
  readonly cursor: string;
  readonly entries: readonly SharedEntry[];
}

/** A message to a proxy. */
export type News = Omit<Post, "from">;

/** Serializes a message. */
export function writeMessage(message: Post | News): string {
  return JSON.stringify({ version: VERSION, ...message });
}

/**
 * Parses a message from a proxy. Two versions of the proxy may run at once, so unknown entries are dropped.
 *
 * @param text The message.
 * @returns The message; `undefined` if it's invalid, or of another version.
 */
export function readPost(text: string): Post | undefined {
  const message = parse(text);
  const news = parseNews(message);
  return news && isKey(message?.from) ? { ...news, from: message.from } : undefined;
}

/** Parses a message to a proxy, like {@linkcode readPost}. */
export function readNews(text: string): News | undefined {
  return parseNews(parse(text));
}

/**
 * Returns an entry with its times updated.
 *
 * @param entry The entry.
 * @param age Milliseconds since the entry was made.
 * @returns The entry; `undefined` if the breaker isn't open any more.
 */
export function withAge(entry: SharedEntry, age: number): SharedEntry | undefined {
  if (entry.type === "sample") return entry;
  const since = entry.since + age;
  if (entry.openFor === 0) return { ...entry, since };
  return entry.openFor > age ? { ...entry, openFor: entry.openFor - age, since } : undefined;
}

type Unknown<T> = { readonly [K in keyof T]?: unknown };

function parseNews(message: Unknown<Post & { version: number }> | undefined): News | undefined {
  const { version, cursor, entries } = message ?? {};
  if (version !== VERSION || !isText(cursor) || !Array.isArray(entries)) return undefined;
  return { cursor, entries: entries.slice(-MOST_ENTRIES).map(readEntry).filter((entry) => entry !== undefined) };
}

/** Parses an entry; `undefined` if it's unknown or invalid. */
export function readEntry(value: unknown): SharedEntry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, key, elapsed, answered, openFor, since } = value as Unknown<SampleEntry & BreakerEntry>;
  if (!isKey(key)) return undefined;
  if (type === "sample" && isNumber(elapsed, HOUR) && typeof answered === "boolean") {
    return { type, key, elapsed, answered };
  }
  const isBreaker = type === "breaker" && isNumber(openFor, HOUR) && isNumber(since, HOUR);
  return isBreaker ? { type, key, openFor, since } : undefined;
}

function parse(text: string): Unknown<Post & { version: number }> | undefined {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? value : undefined;
}

function isKey(value: unknown): value is string {
  return isText(value) && value !== "";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_TEXT;
}

function isNumber(value: unknown, most: number): value is number {
  return typeof value === "number" && value >= 0 && value <= most;
}
