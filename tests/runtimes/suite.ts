import { abortCases } from "./abort_cases.ts";
import { faithfulCases } from "./faithful_cases.ts";
import { refetchCases } from "./refetch_cases.ts";

/** The library, however a runtime came by it. */
export type Library = typeof import("../../mod.ts");

/** One behaviour, shown in web standards alone, so that it runs wherever the library does. */
export interface Case {
  readonly name: string;
  /**
   * Throws where the behaviour is missing.
   *
   * @param library The library under test.
   * @param url The URL of this case's route, with an attempt count of its own.
   */
  run(library: Library, url: string): Promise<void>;
}

/** What came of one {@linkcode Case}. */
export interface CaseResult {
  readonly name: string;
  /** Why it failed, if it did. */
  readonly error?: string;
}

const CASES = [...refetchCases, ...abortCases, ...faithfulCases];

/** Runs every case, one after another, and tells what came of each. */
export async function runSuite(library: Library, upstreamUrl: string): Promise<CaseResult[]> {
  const results = [];
  for (const { name, run } of CASES) {
    try {
      await run(library, `${upstreamUrl}/${crypto.getRandomValues(new Uint32Array(2)).join("")}/`);
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? error.stack ?? error.message : String(error) });
    }
  }
  return results;
}
