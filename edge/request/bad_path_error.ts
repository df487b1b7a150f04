/** A path that can be read in several ways, one of them out of the upstream's base URL. */
export class BadPathError extends Error {
  constructor() {
    super("Path holds a dot segment, plain or encoded: expected one without");
    this.name = "BadPathError";
  }
}
