import { ConfigError } from "./config_error.ts";
import type { StateNamespace } from "../sharing/durable_place.ts";

/**
 * Reads the binding of the Durable Object that isolates share.
 *
 * @param bound The value of `SHARED_STATE`.
 * @returns The binding; `undefined` if none is bound.
 * @throws {ConfigError} If the value isn't such a binding.
 */
export function readNamespace(bound: unknown): StateNamespace | undefined {
  if (bound === undefined) return undefined;
  const namespace = bound as StateNamespace | null;
  if (typeof namespace?.idFromName === "function") return namespace;
  throw new ConfigError(
    "SHARED_STATE",
    "the binding of the Durable Object SharedState, or nothing; only the program firstbyte-proxy takes a redis: URL",
  );
}
