/** Takes headers out by their names, as programs behind a CGI or WSGI server read them, to whom `_` and `-` are one. */
export function dropHeaders(headers: Headers, isDropped: (name: string) => boolean): void {
  const dropped: string[] = [];
  // No iterator: Deno's makes a list of all headers for each step.
  headers.forEach((_, name) => {
    if (isDropped(name.replaceAll("_", "-"))) dropped.push(name);
  });
  for (const name of dropped) headers.delete(name);
}
