/** The part of a worker's execution context that the proxy uses. */
export interface WorkerContext {
  /** Keeps the worker alive until a promise settles, even after its response is sent. */
  waitUntil(promise: Promise<unknown>): void;
}

/** A proxy, as a runtime calls it. */
export interface RuntimeProxy {
  fetch(request: Request, context?: WorkerContext): Response | Promise<Response>;
}
