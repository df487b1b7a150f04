/**
 * Settles as a promise does, or rejects with the signal's reason as soon as that aborts, whether or not the work behind
 * the promise heeds the signal.
 *
 * @param promise What to wait for. Whoever calls disposes of what it resolves with too late.
 * @param signal What ends the wait early, if anything does.
 * @returns What the promise resolves with.
 * @throws The signal's reason.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    promise.finally(() => signal.removeEventListener("abort", onAbort))
      // A runtime may reject with an error of its own before it calls our listener.
      .then(resolve, (error) => reject(signal.aborted ? signal.reason : error));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
