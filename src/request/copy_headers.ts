/**
 * Copies headers in the shape of the original. The underlying `fetch` may spread a plain object, and Deno sorts and
 * joins the headers of a `Headers`, but not those of an object or a list.
 *
 * @param headers The caller's headers. An iterator becomes a list, since it can be read once only.
 * @returns The copy.
 */
export function copyHeaders(headers: HeadersInit): HeadersInit {
  if (headers instanceof Headers) return new Headers(headers);
  if (Symbol.iterator in headers) return Array.from(headers, ([name, value]): [string, string] => [name, value]);
  return { ...headers };
}

/**
 * Copies headers, and adds one unless it exists.
 *
 * @param headers The headers, in any shape.
 * @param name Name of the header, in lower case.
 * @param value Its value.
 */
export function withHeader(headers: HeadersInit | undefined, name: string, value: string): HeadersInit {
  const copy = copyHeaders(headers ?? {});
  if (new Headers(copy).has(name)) return copy;
  if (copy instanceof Headers) copy.set(name, value);
  else if (Array.isArray(copy)) copy.push([name, value]);
  else copy[name] = value;
  return copy;
}
