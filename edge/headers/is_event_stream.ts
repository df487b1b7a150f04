/** Tells whether a body is made of Server-Sent Events, as they are. */
export function isEventStream(headers: Headers): boolean {
  // In an encoding nothing can be found, nor added.
  return /^text\/event-stream\b/i.test(headers.get("content-type") ?? "") && !headers.has("content-encoding");
}
