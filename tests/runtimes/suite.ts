import { abortCases } from "./abort_cases.ts";
import { faithfulCases } from "./faithful_cases.ts";
import { readingCases } from "./reading_cases.ts";
import { refetchCases } from "./refetch_cases.ts";
import { resumeCases } from "./resume_cases.ts";

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

const CASES = [...refetchCases, ...abortCases, ...faithfulCases, ...readingCases, ...resumeCases];

// Far more than any case takes, and less than the process that runs them all is given.
const LIMIT = 20_000;

/** Runs every case, one after another, and tells what came of each. */
export async function runSuite(library: Library, upstreamUrl: string): Promise<CaseResult[]> {
  const results = [];
  for (const { name, run } of CASES) {
    try {
      const url = `${upstreamUrl}/${crypto.getRandomValues(new Uint32Array(2)).join("")}/`;
      await inTime(run(library, url));
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? error.stack ?? error.message : String(error) });
    }
  }
  return results;
}

/** Settles as `promise` does, or rejects when that takes too long: what hangs is not to hang the suite. */
async function inTime(promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Expected an end within ${LIMIT} ms, got none`)), LIMIT);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
