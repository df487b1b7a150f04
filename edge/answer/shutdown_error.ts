/** Error of a request that was still open when the proxy's shutdown ended. */
export class ShutdownError extends Error {
  constructor() {
    super("Proxy shut down before the answer was complete");
    this.name = "ShutdownError";
  }
}
