/** Returns whether a response is of type `text/event-stream`. */
export function isEventStream({ headers }: Response): boolean {
  return /^text\/event-stream *(;|$)/i.test(headers.get("content-type") ?? "");
}
