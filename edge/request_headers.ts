// Where a request came from is known here; what its sender says of that is not to be believed.
const UNTRUSTED = /^(x-forwarded-.*|forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-.*)$/;
// `fetch` counts the body itself, and waits for no leave to send it.
const OF_THIS_HOP = /^(proxy-connection|http2-settings|host|content-length|expect)$/;

/** Every header that is between a client and this proxy. */
const OWN = /^x-firstbyte-/;

/**
 * Takes out of a request what its client had no right to say, or said to this
 * proxy alone, and puts in the upstream's credentials.
 *
 * @param headers The request's, without those that name a connection.
 * @param authorization What replaces the client's `Authorization`.
 */
export function rewriteRequestHeaders(headers: Headers, authorization: string | undefined): void {
  for (const name of [...headers.keys()]) {
    if (UNTRUSTED.test(name) || OF_THIS_HOP.test(name) || OWN.test(name)) headers.delete(name);
  }
  if (authorization !== undefined) headers.set("authorization", authorization);
}
