/**
 * Takes headers out by their names.
 *
 * @param headers The headers.
 * @param isDropped Tells which; it is given each name in lower case.
 */
export function dropHeaders(headers: Headers, isDropped: (name: string) => boolean): void {
  const dropped: string[] = [];
  // No iterator: Deno's makes a list of all headers for each step.
  headers.forEach((_, name) => {
    if (isDropped(name)) dropped.push(name);
  });
  for (const name of dropped) headers.delete(name);
}
