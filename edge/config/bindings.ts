import { parseJson } from "../checks/parse_json.ts";

/** Variables by name: text, or on Workers also JSON. */
export type Bindings = Readonly<Record<string, unknown>>;

interface DenoEnv {
  env?: { get(name: string): string | undefined };
}

/** Name of every variable that holds an option of the proxy; `UPSTREAMS` may name more. */
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

/** Name of everything that the proxy reads, and that no upstream's credentials may be in. */
export const RESERVED: readonly string[] = [...VARIABLES, "ANALYTICS", "SHARED_STATE", "PORT"];

/** Name that a variable may have which holds an upstream's credentials; in capitals, as no secret put there by mistake is. */
export const VARIABLE_NAME = /^[A-Z][A-Z0-9_]*$/;

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

/**
 * Returns the variables that hold the credentials of single upstreams.
 *
 * @param upstreams What `UPSTREAMS` holds, as text or parsed, valid or not.
 */
function authorizationVariables(upstreams: unknown): string[] {
  return Object.values(Object(parseJson(upstreams))).flat()
    .map((entry) => Object(entry).authorization)
    .filter((name) => typeof name === "string" && VARIABLE_NAME.test(name));
}
