import { optionError } from "../checks/option_error.ts";

const EXPECTED = "an array of paths that begin with / or *, such as /internal/*/generate";

/** Tells whether a text can be one of the patterns: a path, in which `*` stands for anything. */
export function isStreamPath(value: unknown): value is string {
  return typeof value === "string" && /^[/*][^\s?#]*$/.test(value);
}

/**
 * Makes what tells whether a path is one of a stream.
 *
 * @param patterns The `streamPaths` of the proxy's options: whole paths, in which `*` stands for anything.
 * @throws {TypeError} If they are invalid.
 */
export function streamPaths(patterns: readonly string[] = []): (path: string) => boolean {
  if (!Array.isArray(patterns) || !patterns.every(isStreamPath)) throw optionError("streamPaths", EXPECTED, patterns);
  const expressions = patterns.map((pattern) => {
    const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`);
  });
  return (path) => expressions.some((expression) => expression.test(path));
}
