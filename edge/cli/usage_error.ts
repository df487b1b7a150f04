/** Error of an invalid command line. */
export class UsageError extends Error {
  /**
   * Constructs a new {@linkcode UsageError} instance.
   *
   * @param message What is wrong, and what was probably meant. It must not hold the value of a flag.
   */
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
