/**
 * Error of an upstream whose status no `Response` can have.
 *
 * It isn't a `TypeError`, so the library doesn't retry: the upstream got the request, and would answer the same way.
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
