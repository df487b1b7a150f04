/**
 * Tells a failure of the network from a mistake in the call or in a `fetch` of
 * the caller's own, which another attempt would only repeat.
 *
 * Browsers, Deno and Node reject with a `TypeError`; Bun with an error that has
 * a `code`; workerd with one that is marked `retryable`.
 *
 * @param error What `fetch`, or a read of its body, rejected with.
 */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, retryable } = error as { code?: unknown; retryable?: unknown };
  return error instanceof TypeError || error.name === "NetworkError" || typeof code === "string" || retryable === true;
}
