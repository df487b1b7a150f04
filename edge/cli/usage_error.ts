/** Error of a command line that can't be understood. */
export class UsageError extends Error {
  /**
   * Constructs a new {@linkcode UsageError} instance.
   *
   * @param message What's wrong, and what was probably meant; no value of a flag.
   */
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
