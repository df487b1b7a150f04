import type { FetchOptions } from "../../mod.ts";
import type { LogLine } from "../observe/log_line.ts";
import type { RequestObserver } from "../observe/request_observer.ts";
import type { MountOptions } from "../upstreams/mount_options.ts";

/** Options of `createFetch`, but for `targets`: upstreams say where requests go. */
export type UpstreamFetchOptions = Omit<FetchOptions, "targets"> & { readonly targets?: never };

/** Options for `createProxy`. */
export interface ProxyOptions extends MountOptions {
  /**
   * How upstreams are fetched. A `fetch` in it has to do what the proxy's own does: send what can have a side effect once,
   * though Deno and Bun repeat some requests when a kept connection closes; speak HTTP/1.1 on Deno, where an HTTP/2 answer
   * that breaks off can look complete; and send a stream with its length.
   *
   * @default {the platform's, made to do all that}
   */
  fetch?: UpstreamFetchOptions;
  /**
   * Paths, as clients ask for them, whose POST requests are streams beside those that are recognized: each a whole path, in
   * which `*` stands for anything. They're watched for their first byte, and sent again; calls by JSON-RPC aren't.
   *
   * @default {none}
   */
  streamPaths?: readonly string[];
  /**
   * Milliseconds ≥ 0 without content after which the answer to a stream of a known API is begun, and its client kept alive in
   * the words of that API; `false` or `0` never does. What fails later is told in the stream, under status 200.
   *
   * @default {false}
   */
  keepAlive?: number | false;
  /**
   * Milliseconds ≥ 0 that a client may take for its body, and as many again for each MiB of it; `false` sets no limit.
   * Only the time counts in which the client is waited for. What is late is answered 408.
   *
   * @default {60000}
   */
  uploadTimeout?: number | false;
  /**
   * Names, without a port, by which clients may call the proxy; this machine's own, such as `localhost`, are allowed
   * beside them. To be given where the proxy listens on this machine alone without `tokens`: a page whose name
   * was pointed at this machine could read what it answers.
   *
   * @default {any name}
   */
  allowedHosts?: readonly string[];
  /**
   * Origins whose pages may read what the proxy answers.
   *
   * @default {none}
   */
  allowedOrigins?: readonly string[];
  /**
   * Is given a line for each request, once it is over.
   *
   * @default {writes it to the console as JSON}
   */
  log?: (line: LogLine) => void;
  /**
   * Watch each request.
   *
   * @default {none}
   */
  observers?: readonly RequestObserver[];
}
