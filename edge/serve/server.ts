/** Where to listen. */
export interface ListenOptions {
  readonly hostname: string;
  /** Port; `0` takes a free one. */
  readonly port: number;
  /** Answers a request. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /**
   * Milliseconds > 0 in which the head of a request has to come, on Node; `Deno.serve` has no limit for it.
   *
   * @default {60000}
   */
  readonly headTimeout?: number;
}

/** A server that listens. */
export interface Server {
  /** `http://HOST:PORT`, without a slash at its end. */
  readonly url: string;
  /** Stops listening; resolves once every answer is out. */
  close(): Promise<void>;
}

/** Writes the URL of an address. */
export function urlOf(hostname: string, port: number): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
