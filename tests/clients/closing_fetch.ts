/** A `fetch` whose answers end with its scope; made by {@linkcode closingFetch}. */
export interface ClosingFetch extends AsyncDisposable {
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Makes a `fetch` for SDKs that leave an answer unread: some stop at its last message, or at an error, without cancelling.
 *
 * @param fetch What sends the requests.
 */
export function closingFetch(fetch: typeof globalThis.fetch): ClosingFetch {
  const over = new AbortController();
  return {
    fetch: (input, init) => {
      const own = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      const signal = own ? AbortSignal.any([own, over.signal]) : over.signal;
      return fetch(input, { ...init, signal });
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      // The runtime frees the connection in a later turn.
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}
