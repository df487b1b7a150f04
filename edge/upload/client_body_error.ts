/** Error of a client that did not send its body whole. */
export class ClientBodyError extends Error {
  /** Whether the client was too slow, and may still be there. */
  readonly isLate: boolean;

  /**
   * Constructs a new {@linkcode ClientBodyError} instance.
   *
   * @param cause What reading it failed with; `undefined` if the client was too slow.
   */
  constructor(cause?: unknown) {
    super(cause === undefined ? "Client did not send its body in time" : "Client did not send its body whole", {
      cause,
    });
    this.name = "ClientBodyError";
    this.isLate = cause === undefined;
  }
}
