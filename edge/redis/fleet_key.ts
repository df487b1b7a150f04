import { createHash } from "node:crypto";
import type { ProxyOptions } from "../options/proxy_options.ts";
import type { UpstreamOption } from "../upstreams/mount_options.ts";

const LENGTH = 16;

/**
 * Returns a key that proxies have in common if they have the same upstreams, in the same order. Elsewhere the same name
 * may stand for another upstream.
 *
 * Credentials don't enter it, so that nobody can check a guess of one against a key.
 */
export function fleetKey(upstreams: ProxyOptions["upstreams"]): string {
  const isOne = typeof upstreams === "string" || upstreams instanceof URL;
  const named = Object.entries<UpstreamOption | readonly UpstreamOption[]>(isOne ? { "": upstreams } : upstreams);
  const urls = named.map(([name, given]) => [name, [given].flat().map((one) => new URL(Object(one).url ?? one).href)]);
  const sorted = urls.sort(([one], [other]) => String(one) < String(other) ? -1 : 1);
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, LENGTH);
}
