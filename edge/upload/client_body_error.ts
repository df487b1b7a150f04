/** Error of a client that did not send its body whole. */
export class ClientBodyError extends Error {
  /**
   * Constructs a new {@linkcode ClientBodyError} instance.
   *
   * @param cause What reading it failed with.
   */
  constructor(cause: unknown) {
    super("Client did not send its body whole", { cause });
    this.name = "ClientBodyError";
  }
}
