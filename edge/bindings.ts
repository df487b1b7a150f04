import { authorizationVariables } from "./authorization_variables.ts";

/** Variables by name: text, or on Workers also JSON. */
export type Bindings = Readonly<Record<string, unknown>>;

interface DenoEnv {
  env?: { get(name: string): string | undefined };
}

/** Name of every variable that the proxy reads; those beside that `UPSTREAMS` names. */
export const VARIABLES = [
  "UPSTREAM_URL",
  "UPSTREAMS",
  "TTFB_TIMEOUT_SECONDS",
  "STALE_TIMEOUT_SECONDS",
  "TOTAL_TIMEOUT_SECONDS",
  "MAX_ATTEMPTS",
  "RETRY_STATUSES",
  "HEDGE_AFTER",
  "BREAKER_FAILURES",
  "BREAKER_SECONDS",
  "MAX_REPLAY_BYTES",
  "FIRST_BYTE_ON",
  "PROGRESS_ON",
  "PROXY_TOKENS",
  "UPSTREAM_AUTHORIZATION",
  "ALLOWED_ORIGINS",
] as const;

/** Name of a variable. */
export type Variable = typeof VARIABLES[number];

/**
 * Returns the variables of the runtime: the environment on Deno, what the worker
 * was bound to on Workers.
 *
 * @param bound Second argument of a worker's `fetch`; Deno passes something else there.
 */
export function readBindings(bound: unknown): Bindings {
  const { env } = (globalThis as { Deno?: DenoEnv }).Deno ?? {};
  if (!env) return (bound ?? {}) as Bindings;
  const names = [...VARIABLES, ...authorizationVariables(env.get("UPSTREAMS"))];
  return Object.fromEntries(names.map((name) => [name, env.get(name)]));
}
