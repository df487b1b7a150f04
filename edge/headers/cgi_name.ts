/** Returns a header's name with `-` for each `_`. CGI and WSGI don't distinguish the two. */
export function cgiName(name: string): string {
  return name.replaceAll("_", "-");
}
