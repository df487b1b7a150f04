/** How long a reading is waited for. */
export interface Patience {
  /** Waits for as long, or rejects once that is over. */
  wait(over: AbortSignal): Promise<unknown>;
  /** Is called where it was too long. */
  giveUp(): void;
}

/**
 * Settles as a reading does, unless it takes too long: some runtimes leave a read
 * under way unsettled when its stream is cancelled. Whatever is read is the
 * caller's to cancel.
 *
 * @param reading The reading.
 * @param patience How long it is waited for, if not for ever.
 * @param signal What ends the wait, if anything does.
 * @returns What was read, or `undefined` once patience was over.
 * @throws The signal's reason, or what reading failed with.
 */
export async function inTime<T>(
  reading: Promise<T>,
  patience: Patience | undefined,
  signal: AbortSignal | null | undefined,
): Promise<T | undefined> {
  const over = new AbortController();
  let onAbort = () => {};
  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      onAbort = () => reject(signal?.reason);
      if (signal?.aborted) onAbort();
      signal?.addEventListener("abort", onAbort);
      patience?.wait(over.signal).then(() => resolve(void patience.giveUp()), () => {});
      reading.then(resolve, reject);
    });
  } finally {
    over.abort();
    signal?.removeEventListener("abort", onAbort);
  }
}
