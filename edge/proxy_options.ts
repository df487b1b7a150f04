import type { FetchOptions } from "../mod.ts";
import type { LogLine } from "./request_log.ts";

/** Options for `createProxy`. */
export interface ProxyOptions {
  /** One base URL, mounted at `/`; or base URLs by name, each mounted at `/name/`. */
  upstreams: string | URL | Readonly<Record<string, string | URL>>;
  /** How upstreams are fetched. */
  fetch?: FetchOptions;
  /**
   * Tokens, one of which clients must send in `x-firstbyte-token`.
   *
   * @default {none: anyone may use the proxy}
   */
  tokens?: readonly string[];
  /** Replaces the client's `Authorization`; takes `tokens`. */
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
