/**
 * Copies headers in the shape that the caller chose: a `fetch` underneath may spread a plain object, and Deno sends the
 * headers of an object or a list as they are, but those of a `Headers` sorted and joined.
 *
 * @param headers The caller's headers. An iterator, which gives its entries once, becomes a list.
 * @returns A copy that shares nothing with them.
 */
export function copyHeaders(headers: HeadersInit): HeadersInit {
  if (headers instanceof Headers) return new Headers(headers);
  if (Symbol.iterator in headers) return Array.from(headers, ([name, value]): [string, string] => [name, value]);
  return { ...headers };
}

/**
 * Copies headers, and sets one unless it's among them.
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
