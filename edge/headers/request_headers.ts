import { cgiName } from "./cgi_name.ts";
import { dropHeaders } from "./drop_headers.ts";

// Where a request came from is known here; what its sender says of that is not to be believed.
const UNTRUSTED =
  /^(x-forwarded(-.*)?|forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|(fastly|fly)-client-ip|x-azure-(client|socket)ip)$/;
// What Cloudflare's edge sets, by name: its gateways know other headers of that kind, which are the client's to send.
const OF_CLOUDFLARE =
  /^(cdn-loop|cf-(connecting-(ip|ipv6|o2o)|pseudo-ipv4|ip(country|city|continent|latitude|longitude)|region(-code)?|metro-code|postal-code|timezone|ray|visitor|worker|ew-via|warp-tag-id|edge-cache|bot-score|verified-bot|threat-score|ja[34]-.*|device-type|access-(jwt-assertion|authenticated-user-email)))$/;
// Some servers take the path from them, whatever the request's own is.
const OTHER_PATH = /^x-(original|rewrite)-(url|uri|path|host)$/;
// `fetch` sets the length itself, and does not wait for a 100 Continue.
const OF_THIS_HOP = /^(proxy-connection|http2-settings|host|content-length|expect)$/;

/** Every header that is between a client and this proxy. */
const OWN = /^x-firstbyte-/;

const DROPPED = [UNTRUSTED, OF_CLOUDFLARE, OTHER_PATH, OF_THIS_HOP, OWN];

/**
 * Takes out of a request what its client had no right to say, or said to this
 * proxy alone.
 *
 * @param headers The request's, without those that name a connection.
 */
export function rewriteRequestHeaders(headers: Headers): void {
  dropHeaders(headers, (name) => DROPPED.some((pattern) => pattern.test(cgiName(name))));
  // As the Fetch standard has it (HTTP-network-or-cache fetch), and workerd has not: a part of what is encoded is of no use.
  // Of several gzip members Deno takes the first for all, even unasked; where this is all that's accepted, it decodes nothing.
  if (headers.has("range") || "Deno" in globalThis) headers.set("accept-encoding", "identity");
}
