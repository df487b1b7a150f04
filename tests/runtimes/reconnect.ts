import type { Library } from "./suite.ts";

/** What a runtime is asked to do. */
export interface ReconnectOptions {
  /** Of a dying upstream. */
  readonly url: string;
  /** Connections that the runtime's pool holds when all of them die. */
  readonly warm: number;
  readonly reconnect: "fresh" | "reuse";
  /** Milliseconds that the second of two attempts gets. */
  readonly patience: number;
  /** Added to the `init` of every request. */
  readonly init?: RequestInit;
}

/** What came of it. */
export interface Reconnected {
  /** What each attempt ended with, in order. */
  readonly outcomes: readonly string[];
  /** The answer, if there was one. */
  readonly text?: string;
}

/** Lets the pooled connections die, and fetches once more, in two attempts. */
export async function reconnect(library: Library, options: ReconnectOptions): Promise<Reconnected> {
  const { url, warm, reconnect, patience, init } = options;
  const warmUp = async () => await (await fetch(`${url}/warm?count=${warm}`, { ...init, cache: "no-store" })).text();
  await Promise.all(Array.from({ length: warm }, warmUp));
  await (await fetch(`${url}/die`, init)).text();
  const ttfbTimeout = ({ attempt }: { attempt: number }) => attempt === 1 ? 300 : patience;
  const client = library.createFetch({ ttfbTimeout, reconnect, retry: { maxAttempts: 2 } });
  try {
    const response = await client(`${url}/fetch`, init);
    const outcomes = library.timingOf(response)?.attempts.map(({ outcome }) => outcome) ?? [];
    return { outcomes, text: await response.text() };
  } catch (error) {
    if (!(error instanceof library.TimeoutError)) throw error;
    return { outcomes: error.attempts.map(({ outcome }) => outcome) };
  }
}
