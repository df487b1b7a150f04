import type { Credentials } from "../headers/credentials.ts";
import type { Breaker } from "../breaker/breaker.ts";

/** A server that the proxy forwards requests to. */
export interface Upstream {
  /** Base URL. No request reaches a path outside it. */
  readonly base: URL;
  /** Credentials that replace the client's. */
  readonly credentials: Credentials | undefined;
  /** Decides whether the upstream is skipped; `undefined` if it never is. */
  readonly breaker: Breaker | undefined;
}

/** Upstreams that can stand in for each other, under one name. */
export interface Mount {
  /** Name under which they are mounted: at `/name/`, or at `/` if it's `undefined`. */
  readonly name: string | undefined;
  /** The upstreams in the order in which they are tried. */
  readonly upstreams: readonly [Upstream, ...Upstream[]];
}

/** An upstream that can answer a request, and the request's URL there. */
export interface Target {
  readonly upstream: Upstream;
  readonly url: URL;
}

/** Paths that the proxy serves itself, and that no upstream may have as its name. */
export const OWN_PATHS = ["healthz", "readyz", "metrics", "dashboard"] as const;

/** Pattern of an upstream's name. */
export const UPSTREAM_NAME = new RegExp(`^(?!(?:${OWN_PATHS.join("|")})$)[a-z0-9][a-z0-9._~-]*$`, "i");
