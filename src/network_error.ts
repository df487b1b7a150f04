/**
 * Tells a failure of the network from a mistake in the call, or a decision of a
 * `fetch` of the caller's own, which another attempt would only repeat.
 *
 * Browsers, Deno and Node reject with a `TypeError`; Bun with an error that has
 * a `code` in words; workerd with one that is marked `retryable`.
 *
 * @param error What `fetch`, or a read of its body, rejected with.
 */
export function isNetworkError(error: unknown): boolean {
  const { code, retryable, cause = code ?? error } = Object(error);
  // Deno has the URL of a broken connection, in parentheses, in what it says of it.
  if (/redirect(?!.*\):)/i.test(cause)) return false;
  return error instanceof TypeError || typeof code === "string" || !!retryable;
}
