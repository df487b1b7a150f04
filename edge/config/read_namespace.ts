import { ConfigError } from "./config_error.ts";
import type { StateNamespace } from "../isolates/durable_place.ts";

/**
 * Reads the binding of the Durable Object that isolates share, if there is one.
 *
 * @throws {ConfigError} If something else is bound there.
 */
export function readNamespace(bound: unknown): StateNamespace | undefined {
  if (bound === undefined) return undefined;
  const namespace = bound as StateNamespace | null;
  if (typeof namespace?.idFromName === "function") return namespace;
  throw new ConfigError(
    "SHARED_STATE",
    "the binding of the Durable Object SharedState, or nothing, here; a redis: URL is for the program, firstbyte-proxy",
  );
}
