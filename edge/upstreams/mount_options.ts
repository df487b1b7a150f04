import type { Breaker, BreakerOptions } from "../breaker/breaker.ts";

/** An upstream: its base URL, perhaps with what replaces the client's `Authorization` there, and there alone. */
export type UpstreamOption = string | URL | { readonly url: string | URL; readonly authorization?: string };

/** Where requests go, and with whose credentials. */
export interface MountOptions {
  /**
   * One base URL, mounted at `/`; or upstreams by name, each mounted at `/name/`.
   * Given a list, each attempt at a request goes to the next of it. `authorization` requires `tokens`.
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
  /** Replaces the client's `Authorization`; requires `tokens`, and upstreams of one origin. */
  authorization?: string;
}
