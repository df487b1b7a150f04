import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { deadOf, GAP, type NumberedStream, textOf } from "./numbered_stream.ts";

const SSE = { "content-type": "text/event-stream", "cache-control": "no-store" };
const underWay = new Set<number>();
let isReleased = false;

function event(delta: object, finish_reason: "stop" | null = null): string {
  const choices = [{ index: 0, delta, finish_reason }];
  return `data: ${
    JSON.stringify({ id: "chatcmpl_1", object: "chat.completion.chunk", created: 1, model: "m", choices })
  }\n\n`;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== "/v1/chat/completions") {
    isReleased = request.url === "/release";
    return void response.end();
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  const stream = JSON.parse(JSON.parse(body).user) as NumberedStream;
  const { id, events = Infinity } = stream;
  const dead = underWay.has(id) ? undefined : deadOf(stream);
  underWay.add(id);
  if (dead === "before headers") return;
  response.writeHead(200, SSE).flushHeaders();
  if (dead === "after headers") return;
  for (let number = 0; number < events && !isReleased && !response.destroyed; number++) {
    response.write(event({ content: textOf(id, number) }));
    await pause(GAP);
  }
  underWay.delete(id);
  response.end(`${event({}, "stop")}data: [DONE]\n\n`);
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  response.on("error", () => {});
  request.on("error", () => {});
  response.socket?.setNoDelay(true);
  answer(request, response).catch(() => response.destroy());
});
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4_096 });
// It does not outlive who started it.
process.stdin.resume().on("end", () => process.exit(0));
