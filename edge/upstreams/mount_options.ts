import type { Credentials } from "../headers/credentials.ts";
import type { Breaker, BreakerOptions } from "../breaker/breaker.ts";

/** An upstream: its base URL, or an object with its own credentials. */
export type UpstreamOption = string | URL | UpstreamObject;

/** An upstream with its own credentials, which replace the client's. */
export interface UpstreamObject {
  /** Base URL. */
  readonly url: string | URL;
  /** Value of the `Authorization` header. */
  readonly authorization?: string;
  /** Headers that hold credentials, such as `{ "x-api-key": "KEY" }`. */
  readonly headers?: Credentials;
}

/** Options that say where requests go, and with which credentials. */
export interface MountOptions {
  /**
   * One base URL, mounted at `/`; or upstreams by name, each mounted at `/name/`. If a name has a list of upstreams,
   * each attempt of a request goes to the next one. Credentials require `tokens`.
   */
  upstreams: string | URL | Readonly<Record<string, UpstreamOption | readonly UpstreamOption[]>>;
  /**
   * When a failing upstream is skipped, if there are others; `false` never skips one.
   *
   * @default {after five failures, for thirty seconds}
   */
  breaker?: BreakerOptions | false;
  /**
   * Is called once with each breaker. The `key` is the same in every proxy with the same options, so that proxies can
   * share the state of their breakers.
   */
  onBreaker?: (key: string, breaker: Breaker) => void;
  /**
   * Tokens. A client must send one of them in `x-firstbyte-token`.
   *
   * @default {none: anyone may use the proxy}
   */
  tokens?: readonly string[];
  /**
   * Value of an `Authorization` header that replaces the client's credentials. Requires `tokens`, and upstreams of one
   * origin.
   */
  authorization?: string;
}
