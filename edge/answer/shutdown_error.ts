/** Error of a request that had not ended when the proxy had no more time. */
export class ShutdownError extends Error {
  constructor() {
    super("Proxy shut down before the answer was complete");
    this.name = "ShutdownError";
  }
}
