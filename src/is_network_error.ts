/**
 * Tells a failure of the network from a mistake in the call, or a decision of a
 * `fetch` of the caller's own, which another attempt would only repeat.
 *
 * A `TypeError` that a `fetch` of the caller's own throws by mistake cannot be told from the network's.
 * Browsers, Deno and Node reject with a `TypeError`; Bun with an error that has
 * a `code` in words; workerd with one that is marked `retryable`. It marks what a Worker
 * behind a binding throws, too, but as `remote` alone, as it does some failures of the network.
 *
 * @param error What `fetch`, or a read of its body, rejected with.
 */
export function isNetworkError(error: unknown): boolean {
  const { code, retryable, cause = error } = Object(error);
  // "Too many redirects", "unexpected redirect": in a host or a URL neither a space nor the end follows the word.
  const isRedirect = /y redirects|redirects?( |$)/i.test(code ?? cause?.message);
  return !isRedirect && (error instanceof TypeError || typeof code === "string" || !!retryable);
}
