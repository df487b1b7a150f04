/** Error of a fetch from upstreams, in all its attempts; its cause is what the fetch rejected with. */
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
