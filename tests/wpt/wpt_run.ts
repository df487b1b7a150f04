/** A test file of the Web Platform Tests, and the scripts that it needs. */
export interface WptFile {
  /** Path below the checkout, from a slash on. */
  readonly path: string;
  readonly scripts: readonly string[];
}

/** What a process is asked to run. */
export interface WptRun {
  /** Where the checkout is served. */
  readonly origin: string;
  readonly files: readonly WptFile[];
  /** Whether `fetch` is replaced by one of firstbyte's. */
  readonly isWrapped: boolean;
}

/** What came of the tests: by path and name, `"pass"` or why it failed. */
export type WptResults = Record<string, string>;
