import { closestName } from "../config/closest_name.ts";
import { CLIENTS } from "./clients.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Returns the lines that point a client at a proxy.
 *
 * @param names The client's name, and nothing else.
 * @param url The proxy's.
 * @throws {UsageError} If it's unknown.
 */
export function setupCommand([name, ...others]: readonly string[], url: string): string[] {
  const known = Object.keys(CLIENTS);
  const expected = `one of ${known.join(", ")}`;
  if (name === undefined || others.length > 0) throw new UsageError(`setup takes ${expected}`);
  const client = Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
  if (!client) {
    throw new UsageError(
      `setup takes ${expected}, and doesn't know ${name}: ${closestName(name, known).name} was probably meant`,
    );
  }
  return client.lines(url);
}
