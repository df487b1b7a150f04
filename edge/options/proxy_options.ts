import type { FetchOptions } from "../../mod.ts";
import type { LogLine } from "../observe/log_line.ts";
import type { RequestObserver } from "../observe/request_observer.ts";
import type { MountOptions } from "../upstreams/mount_options.ts";

/** Options of `createFetch` without `targets`, which the proxy sets from its upstreams. */
export type UpstreamFetchOptions = Omit<FetchOptions, "targets"> & { readonly targets?: never };

/** Options for `createProxy`. */
export interface ProxyOptions extends MountOptions {
  /**
   * How to fetch upstreams.
   *
   * A `fetch` in it replaces the proxy's own `fetch`, and has to do what that does:
   *
   * - It sends a request that can have a side effect once. Deno and Bun retry some requests by themselves when a kept
   *   connection closes.
   * - It uses HTTP/1.1 on Deno, where an HTTP/2 answer that breaks off can look complete.
   * - It sends a stream of known length with a `Content-Length`.
   *
   * @default {the platform's `fetch`, made to do all that}
   */
  fetch?: UpstreamFetchOptions;
  /**
   * Whole paths of the proxy, in which `*` stands for anything. The proxy treats a POST to one of them as a request for
   * a stream: it watches for the first byte, and retries. A JSON-RPC call is never retried.
   *
   * @default {none}
   */
  streamPaths?: readonly string[];
  /**
   * Milliseconds ≥ 0 without content after which the proxy begins the answer to a stream of a known API, and keeps its
   * client alive with messages of that API. `false` or `0` disables that. A later failure is a message of the stream,
   * under status 200.
   *
   * @default {false}
   */
  keepAlive?: number | false;
  /**
   * Milliseconds ≥ 0 that a client may take for its body, and as many again for each MiB of it; `false` sets no limit.
   * Only time in which the proxy waits for the client counts. A client that is too slow gets a 408.
   *
   * @default {60000}
   */
  uploadTimeout?: number | false;
  /**
   * Host names without a port that clients may use for the proxy. Loopback names, such as `localhost`, are always
   * allowed. Set this for a proxy that listens on loopback without `tokens`: otherwise a web page can read its answers
   * by DNS rebinding.
   *
   * @default {any name}
   */
  allowedHosts?: readonly string[];
  /**
   * Origins whose pages may read the proxy's answers.
   *
   * @default {none}
   */
  allowedOrigins?: readonly string[];
  /**
   * Is called with a line for each request, when the request is over.
   *
   * @default {writes it to the console as JSON}
   */
  log?: (line: LogLine) => void;
  /**
   * Observers that watch each request.
   *
   * @default {none}
   */
  observers?: readonly RequestObserver[];
}
