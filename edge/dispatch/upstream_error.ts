/** Error of a request that no upstream answered. Its cause is what the last fetch rejected with. */
export class UpstreamError extends Error {
  /**
   * Constructs a new {@linkcode UpstreamError} instance.
   *
   * @param cause What the fetch rejected with.
   */
  constructor(cause: unknown) {
    super("Upstream did not answer", { cause });
    this.name = "UpstreamError";
  }
}
