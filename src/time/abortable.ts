/**
 * Settles like a promise, or rejects with the signal's reason as soon as the signal aborts. The work behind the promise
 * needn't obey the signal.
 *
 * @param promise The promise. If it resolves too late, the caller has to free its value.
 * @param signal Ends the wait early.
 * @returns The value of the promise.
 * @throws The signal's reason.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    promise.finally(() => signal.removeEventListener("abort", onAbort))
      // A runtime may reject with its own error before it calls our listener.
      .then(resolve, (error) => reject(signal.aborted ? signal.reason : error));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
