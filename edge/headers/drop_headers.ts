/**
 * Removes headers by their names.
 *
 * @param headers The headers, which are changed.
 * @param isDropped Returns whether to remove a header. It's called with each name in lower case.
 */
export function dropHeaders(headers: Headers, isDropped: (name: string) => boolean): void {
  const dropped: string[] = [];
  // No `for...of`: Deno's iterator lists all headers at each step.
  headers.forEach((_, name) => {
    if (isDropped(name)) dropped.push(name);
  });
  for (const name of dropped) headers.delete(name);
}
