/** Checks whether a body holds Server-Sent Events without a content encoding. */
export function isEventStream(headers: Headers): boolean {
  return /^text\/event-stream\b/i.test(headers.get("content-type") ?? "") && !headers.has("content-encoding");
}
