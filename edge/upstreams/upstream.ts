import type { Credentials } from "../headers/credentials.ts";
import type { Breaker } from "../breaker/breaker.ts";

/** A server that requests are sent on to. */
export interface Upstream {
  /** Base URL; nothing above its path can be reached. */
  readonly base: URL;
  /** What replaces the client's credentials, here alone. */
  readonly credentials: Credentials | undefined;
  /** Says whether it is to be asked at all. */
  readonly breaker: Breaker | undefined;
}

/** Upstreams that take each other's place. */
export interface Mount {
  /** What they are mounted under: `/name/`, or `/` where that is `undefined`. */
  readonly name: string | undefined;
  /** The upstreams, in the order in which they are tried. */
  readonly upstreams: readonly [Upstream, ...Upstream[]];
}

/** Where a request can go. */
export interface Target {
  readonly upstream: Upstream;
  readonly url: URL;
}

/** Names that upstreams may not have: what the proxy serves itself. */
export const OWN_PATHS = ["healthz", "readyz", "metrics", "dashboard"] as const;

/** Name that upstreams may have. */
export const UPSTREAM_NAME = new RegExp(`^(?!(?:${OWN_PATHS.join("|")})$)[a-z0-9][a-z0-9._~-]*$`, "i");
