/**
 * Writes the stack of a bug in the proxy to the console. The error's message is left out: it may quote a header.
 *
 * @param error What was thrown.
 */
export function reportFailure(error: unknown): void {
  const { name, stack } = error instanceof Error ? error : new TypeError();
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  console.error([`Proxy failed with ${name}`, ...frames].join("\n"));
}
