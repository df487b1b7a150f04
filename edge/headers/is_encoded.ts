/** Checks whether a body has a content encoding, so that it can't be read or appended to. */
export function isEncoded(headers: Headers): boolean {
  return !/^(identity)?$/i.test(headers.get("content-encoding")?.trim() ?? "");
}
