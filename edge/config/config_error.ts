/** Error of a variable that is missing or invalid. It never holds the value. */
export class ConfigError extends Error {
  /** Name of the variable. */
  readonly variable: string;

  /**
   * Constructs a new {@linkcode ConfigError} instance.
   *
   * @param variable Name of the variable.
   * @param expected What the variable takes.
   */
  constructor(variable: string, expected: string) {
    super(`Invalid configuration: ${variable} takes ${expected}`);
    this.name = "ConfigError";
    this.variable = variable;
  }
}
