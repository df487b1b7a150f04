/** Tells whether a body is in an encoding: nothing can be found in it, nor added to it. */
export function isEncoded(headers: Headers): boolean {
  return !/^(identity)?$/i.test(headers.get("content-encoding")?.trim() ?? "");
}
