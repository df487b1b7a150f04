/**
 * Returns how long to wait before the next attempt: exponential, with full jitter, so that the clients of a recovering
 * upstream spread out over the whole wait.
 *
 * @param failures Failed attempts so far, from `1`.
 * @param minDelay Upper bound of the first wait, in milliseconds.
 * @param maxDelay Upper bound of every wait, in milliseconds.
 * @param random A number in [0, 1).
 * @returns Milliseconds.
 * @see {@link https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/}
 */
export function backoff(
  failures: number,
  minDelay: number,
  maxDelay: number,
  random: number = Math.random(),
): number {
  return random * Math.min(maxDelay, minDelay * 2 ** (failures - 1));
}
