/** Tells a request for events that come when there are some: its silence is healthy. */
export function listens({ method, headers }: Request): boolean {
  return method === "GET" && /text\/event-stream/i.test(headers.get("accept") ?? "");
}
