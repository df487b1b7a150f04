/** Error of a client that didn't send its whole body. */
export class ClientBodyError extends Error {
  /** Whether the client was too slow. It may still be connected. */
  readonly isLate: boolean;

  /**
   * Constructs a new {@linkcode ClientBodyError} instance.
   *
   * @param cause What reading the body failed with; `undefined` if the client was too slow.
   */
  constructor(cause?: unknown) {
    super(cause === undefined ? "Client did not send its body in time" : "Client did not send its whole body", {
      cause,
    });
    this.name = "ClientBodyError";
    this.isLate = cause === undefined;
  }
}
