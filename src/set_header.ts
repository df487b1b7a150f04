/**
 * Sets a header on every attempt at a request, unless the caller set it. Apart
 * from the core, which needs it for few calls.
 *
 * @param request The request.
 * @param name The header's name.
 * @param value The header's value.
 */
export function setHeader(
  request: { readonly init: RequestInit; readonly headers: Headers },
  name: string,
  value: string,
): void {
  const { headers } = request;
  request.init.headers = headers;
  if (!headers.has(name)) headers.set(name, value);
}
