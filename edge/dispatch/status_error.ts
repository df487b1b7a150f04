/** Error of an upstream whose answer has a status that cannot be sent on; to a client it is as if it had not answered. */
export class StatusError extends TypeError {
  /**
   * Constructs a new {@linkcode StatusError} instance.
   *
   * @param status The status.
   */
  constructor(status: number) {
    super(`Upstream answered with status ${status}: expected one from 200 to 599`);
    this.name = "StatusError";
  }
}
