/** Error of a path that some server may resolve to one outside the upstream's base URL. */
export class BadPathError extends Error {
  constructor() {
    super("Path holds a dot segment, plain or encoded: expected a path without dot segments");
    this.name = "BadPathError";
  }
}
