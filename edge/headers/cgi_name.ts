/** Returns the name by which programs behind a CGI or WSGI server know a request's header: to them `_` and `-` are one. */
export function cgiName(name: string): string {
  return name.replaceAll("_", "-");
}
