/** Checks whether a request subscribes to events. Such a stream may be silent for long. */
export function isSubscription({ method, headers }: Request): boolean {
  return method === "GET" && /text\/event-stream/i.test(headers.get("accept") ?? "");
}
