import type { FetchOptions } from "../mod.ts";
import type { LogLine } from "./log/log_line.ts";
import type { Breaker, BreakerOptions } from "./upstreams/breaker.ts";

/** An upstream: its base URL, perhaps with what replaces the client's `Authorization` there, and there alone. */
export type UpstreamOption = string | URL | { readonly url: string | URL; readonly authorization?: string };

/** Options of `createFetch`, but for `targets`: upstreams say where requests go. */
export type UpstreamFetchOptions = Omit<FetchOptions, "targets"> & { readonly targets?: never };

/** Options for `createProxy`. */
export interface ProxyOptions {
  /**
   * One base URL, mounted at `/`; or upstreams by name, each mounted at `/name/`.
   * Given a list, each attempt at a request goes to the next of it. `authorization` requires `tokens`.
   */
  upstreams: string | URL | Readonly<Record<string, UpstreamOption | readonly UpstreamOption[]>>;
  /** How upstreams are fetched; the members of `hedge` are checked by the first request that hedges. */
  fetch?: UpstreamFetchOptions;
  /**
   * When an upstream that fails is left out while there are others; `false` never does.
   *
   * @default {after five failures, for thirty seconds}
   */
  breaker?: BreakerOptions | false;
  /** Is given each breaker once, to share what it knows, with a name that is the same in each proxy of these options. */
  onBreaker?: (key: string, breaker: Breaker) => void;
  /**
   * Tokens, one of which clients must send in `x-firstbyte-token`.
   *
   * @default {none: anyone may use the proxy}
   */
  tokens?: readonly string[];
  /** Replaces the client's `Authorization`; requires `tokens`, and upstreams of one origin. */
  authorization?: string;
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
}
