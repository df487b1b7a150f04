/**
 * Error of an upstream whose answer has a status that cannot be sent on.
 *
 * No `TypeError`, as the network's are: the upstream has the request, and would answer another one just so.
 */
export class StatusError extends Error {
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
