/** Options for `listen`. */
export interface ListenOptions {
  readonly hostname: string;
  /** Port; `0` picks a free one. */
  readonly port: number;
  /** Answers a request. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /**
   * Milliseconds > 0 in which Node has to receive the headers of a request. `Deno.serve` has no such limit.
   *
   * @default {60000}
   */
  readonly headTimeout?: number;
}

/** A server that listens. */
export interface Server {
  /** `http://HOST:PORT` without a trailing slash. */
  readonly url: string;
  /** Stops listening, and resolves once every answer is sent. */
  close(): Promise<void>;
}

/** Returns the URL of an address and a port. */
export function urlOf(hostname: string, port: number): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
