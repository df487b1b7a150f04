/** Takes headers out by their names, as programs behind a CGI or WSGI server read them, to whom `_` and `-` are one. */
export function dropHeaders(headers: Headers, isDropped: (name: string) => boolean): void {
  for (const name of [...headers.keys()]) {
    if (isDropped(name.replaceAll("_", "-"))) headers.delete(name);
  }
}
