/** What a worker is given beside a request. */
export interface WorkerContext {
  /** Keeps the worker alive until a promise is settled, though its request be answered. */
  waitUntil(promise: Promise<unknown>): void;
}

/** A proxy as a runtime calls it. */
export interface RuntimeProxy {
  fetch(request: Request, context?: WorkerContext): Response | Promise<Response>;
}
