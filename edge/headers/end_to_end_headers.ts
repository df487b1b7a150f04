// Of one connection, and so none of the next (RFC 9110, section 7.6.1).
const OF_CONNECTION =
  /^(connection|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|te|trailer|transfer-encoding|upgrade)$/;
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** A `Connection` header that lists anything but names of headers. */
export class ConnectionHeaderError extends Error {
  constructor() {
    super("Header Connection is malformed: expected names of headers");
    this.name = "ConnectionHeaderError";
  }
}

/**
 * Checks that a `Connection` header, if there is one, lists names of headers.
 *
 * @param headers The headers.
 * @throws {ConnectionHeaderError} If it lists anything else.
 */
export function checkConnection(headers: Headers): void {
  if (!listedIn(headers).every((name) => NAME.test(name))) throw new ConnectionHeaderError();
}

/**
 * Copies headers without those that say something of the connection they came by.
 *
 * @param headers The headers, which stay as they are.
 * @param isLeftOut Tells of others by name whether to leave them out, too.
 */
export function endToEndHeaders(headers: Headers, isLeftOut: (name: string) => boolean): Headers {
  const listed = listedIn(headers);
  const copy = new Headers();
  // Their constructor iterates over headers, for which Deno takes ten times as long.
  headers.forEach((value, name) => {
    if (!OF_CONNECTION.test(name) && !listed.includes(name) && !isLeftOut(name)) copy.append(name, value);
  });
  return copy;
}

function listedIn(headers: Headers): string[] {
  const connection = headers.get("connection");
  return connection ? connection.split(",").map((name) => name.trim().toLowerCase()) : [];
}
