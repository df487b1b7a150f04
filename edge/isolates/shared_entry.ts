import { parseJson } from "../checks/parse_json.ts";

/** Version of what proxies say to each other. */
const VERSION = 1;

const HOUR = 60 * 60_000;
// An origin, the place of an upstream in its list, or a cursor.
const LONGEST_TEXT = 300;
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
  /** Milliseconds since it opened or closed. */
  readonly since: number;
}

/** What one proxy tells the others: numbers about an upstream, nothing that a request held. */
export type SharedEntry = SampleEntry | BreakerEntry;

/** What a proxy tells, and asks for. */
export interface Post {
  /** The proxy. */
  readonly from: string;
  /** What it was told last, in words of the place's own; empty before it was told anything. */
  readonly cursor: string;
  readonly entries: readonly SharedEntry[];
}

/** What a proxy is told. */
export type News = Omit<Post, "from">;

/** Makes the text of a message. */
export function writeMessage(message: Post | News): string {
  return JSON.stringify({ version: VERSION, ...message });
}

/**
 * Reads what a proxy tells. Two versions of the proxy may run at once: what is
 * not understood is left out, and a message of another version as a whole.
 *
 * @returns The post, or `undefined` where it is none.
 */
export function readPost(text: string): Post | undefined {
  const message = parse(text);
  const news = newsOf(message);
  return news && isKey(message?.from) ? { ...news, from: message.from } : undefined;
}

/** Reads what a proxy is told, as {@linkcode readPost} does. */
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
  if (entry.type === "sample") return entry;
  const since = entry.since + age;
  if (entry.openFor === 0) return { ...entry, since };
  return entry.openFor > age ? { ...entry, openFor: entry.openFor - age, since } : undefined;
}

type Unknown<T> = { readonly [K in keyof T]?: unknown };

function newsOf(message: Unknown<Post & { version: number }> | undefined): News | undefined {
  const { version, cursor, entries } = message ?? {};
  if (version !== VERSION || !isText(cursor) || !Array.isArray(entries)) return undefined;
  return { cursor, entries: entries.slice(-MOST_ENTRIES).map(readEntry).filter((entry) => entry !== undefined) };
}

/** Reads an entry; `undefined` where it's none that is understood. */
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
