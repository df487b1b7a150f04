import { parseJson } from "../checks/parse_json.ts";
import { PROXY_SETTINGS, SETTINGS } from "./settings.ts";

/** Variables by name: text, or on Workers also JSON. */
export type Bindings = Readonly<Record<string, unknown>>;

interface DenoEnv {
  env?: { get(name: string): string | undefined };
}

/** Name of every variable that holds an option of the proxy; `UPSTREAMS` may name more. */
export const VARIABLES: readonly string[] = PROXY_SETTINGS.map(({ variable }) => variable);

/** Name of everything that the proxy reads, and that no upstream's credentials may be in. */
export const RESERVED: readonly string[] = [
  ...SETTINGS.map(({ variable }) => variable),
  "ANALYTICS",
  "SHARED_STATE",
];

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
  return env ? pickBindings((name) => env.get(name)) : (bound ?? {}) as Bindings;
}

/**
 * Picks the proxy's variables, and those that `UPSTREAMS` names.
 *
 * @param get Returns a variable.
 */
export function pickBindings(get: (name: string) => string | undefined): Bindings {
  const names = [...VARIABLES, ...credentialVariables(get("UPSTREAMS"))];
  return Object.fromEntries(names.map((name) => [name, get(name)]));
}

/**
 * Returns the variables that hold the credentials of single upstreams.
 *
 * @param upstreams What `UPSTREAMS` holds, as text or parsed, valid or not.
 */
function credentialVariables(upstreams: unknown): string[] {
  return Object.values(Object(parseJson(upstreams))).flat()
    .flatMap((entry) => [Object(entry).authorization, ...Object.values(Object(Object(entry).headers))])
    .filter((name): name is string => typeof name === "string" && VARIABLE_NAME.test(name));
}
