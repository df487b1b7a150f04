import { optionError } from "../checks/option_error.ts";

const EXPECTED = "an array of paths that begin with / or *, such as /internal/*/generate";

/** Checks whether a value is a pattern of a path, in which `*` stands for anything. */
export function isStreamPath(value: unknown): value is string {
  return typeof value === "string" && /^[/*][^\s?#]*$/.test(value);
}

/**
 * Creates a function that checks whether a path is one of the `streamPaths`.
 *
 * @param patterns The `streamPaths` of the proxy's options.
 * @returns The function.
 * @throws {TypeError} If a pattern is invalid.
 */
export function streamPaths(patterns: readonly string[] = []): (path: string) => boolean {
  if (!Array.isArray(patterns) || !patterns.every(isStreamPath)) throw optionError("streamPaths", EXPECTED, patterns);
  const expressions = patterns.map((pattern) => {
    const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`);
  });
  return (path) => expressions.some((expression) => expression.test(path));
}
