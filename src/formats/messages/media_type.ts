/** Returns the media type of a successful response, in lower case and without parameters; `""` if it has none. */
export function mediaType(response: Response): string | undefined {
  if (!response.ok) return undefined;
  return (response.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
}
