/**
 * Settles as `promise` does, or rejects with the signal's reason as soon as it
 * aborts, whether or not whatever is behind `promise` heeds the signal.
 *
 * @param promise What to wait for; what it resolves with too late is the caller's to dispose of.
 * @param signal What ends the wait early, if anything does.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    promise.finally(() => signal.removeEventListener("abort", onAbort))
      // A runtime may reject with an error of its own before our listener is told.
      .then(resolve, (error) => reject(signal.aborted ? signal.reason : error));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
