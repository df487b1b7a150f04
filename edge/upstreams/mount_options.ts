import type { Credentials } from "../headers/credentials.ts";
import type { Breaker, BreakerOptions } from "../breaker/breaker.ts";

/** An upstream: its base URL, perhaps with the credentials that replace the client's there, and there alone. */
export type UpstreamOption = string | URL | UpstreamObject;

/** An upstream with credentials. */
export interface UpstreamObject {
  readonly url: string | URL;
  /** What is sent as `Authorization`. */
  readonly authorization?: string;
  /** Headers that hold credentials, such as `{ "x-api-key": "KEY" }`. */
  readonly headers?: Credentials;
}

/** Where requests go, and with whose credentials. */
export interface MountOptions {
  /**
   * One base URL, mounted at `/`; or upstreams by name, each mounted at `/name/`.
   * Given a list, each attempt at a request goes to the next of it. Credentials require `tokens`.
   */
  upstreams: string | URL | Readonly<Record<string, UpstreamOption | readonly UpstreamOption[]>>;
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
  /** Is sent as `Authorization` in the place of the client's credentials; requires `tokens`, and upstreams of one origin. */
  authorization?: string;
}
