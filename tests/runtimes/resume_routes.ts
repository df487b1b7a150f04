import type { ServerResponse } from "node:http";
import type { Script } from "../fixtures/upstream.ts";
import { CODED, DOWNLOAD, EVENTS, RESPONSE } from "./resumed_answers.ts";

// Each answer breaks after so much of it.
const SHARE = 3_000;
const SHARE_OF_EVENTS = 2;

/** What breaks, and goes on: by routes of the suite's upstream. */
export const RESUME_ROUTES: Record<string, Script> = {
  download: ranged(DOWNLOAD, () => '"v1"'),
  changed: ranged(DOWNLOAD, (attempt) => `"v${attempt}"`),
  coded: ranged(CODED, () => '"v1"', { "content-encoding": "gzip" }),
  feed({ request: { headers }, response, socket }) {
    const after = EVENTS.findIndex(({ id }) => id === headers.get("last-event-id")) + 1;
    const messages = EVENTS.slice(after).map(({ id, data }) => `id: ${id}\nretry: 1\ndata: ${data}\n\n`);
    if (messages.length === 0) return void response.writeHead(204).end();
    response.writeHead(200, { "content-type": "text/event-stream" });
    const [next = ""] = messages.slice(SHARE_OF_EVENTS);
    // It breaks in the middle of an event.
    breakOff(response, `${messages.slice(0, SHARE_OF_EVENTS).join("")}${next.slice(0, 9)}`, socket);
  },
  responses({ request: { path }, response, socket }) {
    const after = Number(new URL(path, "http://upstream").searchParams.get("starting_after") ?? -1) + 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    const rest = RESPONSE.slice(after);
    if (rest.length <= SHARE_OF_EVENTS) return void response.end(rest.join(""));
    const [next = ""] = rest.slice(SHARE_OF_EVENTS);
    breakOff(response, `${rest.slice(0, SHARE_OF_EVENTS).join("")}${next.slice(0, 20)}`, socket);
  },
};

function ranged(body: Uint8Array, etag: (attempt: number) => string, further: Record<string, string> = {}): Script {
  return ({ request: { headers }, response, socket }) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.get("range") ?? "")?.[1] ?? 0);
    const rest = body.subarray(start);
    response.writeHead(start ? 206 : 200, {
      ...further,
      "accept-ranges": "bytes",
      "content-length": rest.length,
      "etag": etag(start ? 2 : 1),
      ...start && { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` },
    });
    if (rest.length <= SHARE) response.end(rest);
    else breakOff(response, rest.subarray(0, SHARE), socket);
  };
}

function breakOff(response: ServerResponse, bytes: Uint8Array | string, socket: { destroy(): void }): void {
  // What is still in its buffer, the end of the connection would throw away.
  response.write(bytes, () => setTimeout(() => socket.destroy(), 20));
}
