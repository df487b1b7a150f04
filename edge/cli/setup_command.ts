import { closestName } from "../config/closest_name.ts";
import { CLIENTS } from "../clients/clients.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Returns the lines that point a client at a proxy.
 *
 * @param names The name of the client, and no other.
 * @param url URL of the proxy.
 * @returns The lines to paste.
 * @throws {UsageError} If the client is unknown.
 */
export function setupCommand([name, ...others]: readonly string[], url: string): string[] {
  const known = Object.keys(CLIENTS);
  const expected = `one of ${known.join(", ")}`;
  if (name === undefined || others.length > 0) throw new UsageError(`setup takes ${expected}`);
  const client = Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
  if (!client) {
    throw new UsageError(
      `setup takes ${expected}, got ${name}: did you mean ${closestName(name, known).name}?`,
    );
  }
  return client.lines(url);
}
