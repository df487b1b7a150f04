import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import process from "node:process";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { ChatUser } from "./chat_user.ts";
import { fateOf } from "./schedule.ts";

// A process of its own, so that its work is not counted as the client's.

const EVENTS = 5_000;
const CHUNK = new Uint8Array(64 * 2 ** 10).fill(97);
const CHUNKS = 2_048;
const JSON_BODY = JSON.stringify({ id: "1", object: "answer", text: "A small one, of one packet".repeat(4) });
const SSE = { "content-type": "text/event-stream", "cache-control": "no-store" };
const requests: Record<string, number> = {};
const attempts = new Map<string, number>();

function chatEvent(content: string): string {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }];
  return `data: ${
    JSON.stringify({ id: "chatcmpl_1", object: "chat.completion.chunk", created: 1, model: "m", choices })
  }\n\n`;
}

const EVENT = chatEvent("word ");
const BURST = [
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n",
  `${EVENT.length.toString(16)}\r\n${EVENT}\r\n`.repeat(EVENTS),
  "0\r\n\r\n",
].join("");

async function write(response: ServerResponse, chunk: string | Uint8Array): Promise<void> {
  if (response.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}

// Each event goes into a packet of its own, as an API's do; without a gap, as fast as they can be sent.
async function sendEvents(response: ServerResponse, count: number, gap = 0): Promise<void> {
  response.writeHead(200, SSE);
  for (let event = 0; event < count && !response.destroyed; event++) {
    await write(response, EVENT);
    await (gap > 0 ? pause(gap) : nextTurn());
  }
  response.end("data: [DONE]\n\n");
}

// All are there at once, each an HTTP chunk of its own, which node:http would join: what takes time is the client.
function burstEvents(response: ServerResponse): void {
  response.socket?.end(BURST);
}

async function sendBytes(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-length": CHUNK.byteLength * CHUNKS });
  for (let chunk = 0; chunk < CHUNKS && !response.destroyed; chunk++) await write(response, CHUNK);
  response.end();
}

async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { user, max_tokens } = JSON.parse(body) as { user: string; max_tokens: number };
  const { name, seed, call = 0, healthy = false, gap } = JSON.parse(user) as ChatUser;
  requests[name] = (requests[name] ?? 0) + 1;
  if (seed === undefined) return await sendEvents(response, max_tokens, gap);
  const attempt = (attempts.get(user) ?? 0) + 1;
  attempts.set(user, attempt);
  const { dead, firstByte } = fateOf(seed, call, attempt);
  if (!healthy && dead === "before headers") return;
  if (!healthy && dead === "after headers") return response.writeHead(200, SSE).flushHeaders();
  setTimeout(() => sendEvents(response, max_tokens), firstByte);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "";
  if (path.endsWith("/chat/completions")) return await chat(request, response);
  if (path === "/json") {
    response.writeHead(200, { "content-type": "application/json", "content-length": JSON_BODY.length }).end(JSON_BODY);
  } else if (path === "/events") await sendEvents(response, EVENTS);
  else if (path === "/burst") burstEvents(response);
  else if (path === "/bytes") await sendBytes(response);
  else if (path === "/held") response.writeHead(200, SSE).write(EVENT);
  else if (path === "/requests") response.end(JSON.stringify(requests));
  else response.writeHead(404).end();
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  response.on("error", () => {});
  response.socket?.setNoDelay(true);
  answer(request, response).catch(() => response.destroy());
});
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4_096 });
// It does not outlive who started it.
process.stdin.resume().on("end", () => process.exit(0));
