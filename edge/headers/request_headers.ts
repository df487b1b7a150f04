import { cgiName } from "./cgi_name.ts";
import { dropHeaders } from "./drop_headers.ts";

// The client could forge these.
const UNTRUSTED =
  /^(x-forwarded(-.*)?|forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|(fastly|fly)-client-ip|x-azure-(client|socket)ip)$/;
// Headers that Cloudflare's edge sets. A list of names, since clients send other `cf-` headers to its gateways.
const OF_CLOUDFLARE =
  /^(cdn-loop|cf-(connecting-(ip|ipv6|o2o)|pseudo-ipv4|ip(country|city|continent|latitude|longitude)|region(-code)?|metro-code|postal-code|timezone|ray|visitor|worker|ew-via|warp-tag-id|edge-cache|bot-score|verified-bot|threat-score|ja[34]-.*|device-type|access-(jwt-assertion|authenticated-user-email)))$/;
// Some servers take the path from these.
const OTHER_PATH = /^x-(original|rewrite)-(url|uri|path|host)$/;
// `fetch` sets the length itself, and doesn't support `100 Continue`.
const OF_THIS_HOP = /^(proxy-connection|http2-settings|host|content-length|expect)$/;

// Headers between a client and this proxy.
const OWN = /^x-firstbyte-/;

const DROPPED = [UNTRUSTED, OF_CLOUDFLARE, OTHER_PATH, OF_THIS_HOP, OWN];

/**
 * Removes the headers of a request that its client could forge, and those that are for this proxy alone.
 *
 * @param headers The headers of the request without hop-by-hop headers. They are changed.
 */
export function rewriteRequestHeaders(headers: Headers): void {
  dropHeaders(headers, (name) => DROPPED.some((pattern) => pattern.test(cgiName(name))));
  // A range of an encoded body can't be decoded. The Fetch standard sets this header, but workerd doesn't.
  // Deno decodes only the first of several gzip members. With this header, it decodes nothing.
  if (headers.has("range") || "Deno" in globalThis) headers.set("accept-encoding", "identity");
}
