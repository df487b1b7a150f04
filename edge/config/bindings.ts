import { parseJson } from "../checks/parse_json.ts";
import { PROXY_SETTINGS, SETTINGS } from "./settings.ts";

/** Variables by name. Each is text; on Workers, it can also be JSON. */
export type Bindings = Readonly<Record<string, unknown>>;

interface DenoEnv {
  env?: { get(name: string): string | undefined };
}

/** Names of the variables that hold the proxy's options. `UPSTREAMS` can name more variables. */
export const VARIABLES: readonly string[] = PROXY_SETTINGS.map(({ variable }) => variable);

/** Names that the proxy reads itself, and that can't hold the credentials of an upstream. */
export const RESERVED: readonly string[] = [
  ...SETTINGS.map(({ variable }) => variable),
  "ANALYTICS",
];

/** Pattern of a variable that holds credentials. Capitals only, so that a secret in the place of a name is rejected. */
export const VARIABLE_NAME = /^[A-Z][A-Z0-9_]*$/;

/**
 * Reads the variables of the runtime: from the environment on Deno, from the bindings on Workers.
 *
 * @param bound Second argument of a worker's `fetch`. Deno passes something else there.
 * @returns The variables.
 */
export function readBindings(bound: unknown): Bindings {
  const { env } = (globalThis as { Deno?: DenoEnv }).Deno ?? {};
  if (!env) return (bound ?? {}) as Bindings;
  const get = (name: string) => env.get(name);
  // Added so that a redis: URL is rejected, not ignored.
  return { ...pickBindings(get), SHARED_STATE: get("SHARED_STATE") };
}

/**
 * Picks the proxy's variables, and those that `UPSTREAMS` names.
 *
 * @param get Returns the value of a variable.
 * @returns The variables.
 */
export function pickBindings(get: (name: string) => string | undefined): Bindings {
  const names = [...VARIABLES, ...credentialVariables(get("UPSTREAMS"))];
  return Object.fromEntries(names.map((name) => [name, get(name)]));
}

/**
 * Returns the names of the variables that hold an upstream's credentials.
 *
 * @param upstreams The value of `UPSTREAMS`, as text or parsed. It isn't checked yet.
 */
function credentialVariables(upstreams: unknown): string[] {
  return Object.values(Object(parseJson(upstreams))).flat()
    .flatMap((entry) => [Object(entry).authorization, ...Object.values(Object(Object(entry).headers))])
    .filter((name): name is string => typeof name === "string" && VARIABLE_NAME.test(name));
}
