import { createServer, type ServerResponse } from "node:http";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { type Fault, type FaultyUser, GAP, WORDS } from "./fault.ts";

// Two upstreams in one process, since the second has to know what the first was asked.

const SSE = { "content-type": "text/event-stream", "cache-control": "no-store" };
const HALF = WORDS.slice(0, 3);
const askedFirst = new Map<string, number>();

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function delta(delta: object, finish_reason: "stop" | null = null): string {
  const choices = [{ index: 0, delta, finish_reason }];
  return event({ id: "chatcmpl_1", object: "chat.completion.chunk", created: 1, model: "m", choices });
}

const PRELUDE = delta({ role: "assistant", content: "" });
const END = `${delta({}, "stop")}data: [DONE]\n\n`;

async function begin(response: ServerResponse, words: readonly string[], gap = 10): Promise<void> {
  response.writeHead(200, SSE).write(PRELUDE);
  for (const content of words) {
    response.write(delta({ content }));
    await pause(gap);
  }
}

async function answer(response: ServerResponse, gap?: number): Promise<void> {
  await begin(response, WORDS, gap);
  response.end(END);
}

async function drip(response: ServerResponse): Promise<void> {
  response.writeHead(200, SSE);
  while (!response.destroyed) {
    response.write(": still here\n\n");
    await pause(GAP);
  }
}

const FAULTY: Readonly<Record<Fault, (response: ServerResponse) => unknown>> = {
  "no response": () => {},
  "headers only": (response) => response.writeHead(200, SSE).flushHeaders(),
  "prelude only": (response) => response.writeHead(200, SSE).write(PRELUDE),
  "slow drip": drip,
  "429": (response) => {
    const error = { message: "Slow down", type: "requests", code: "rate_limit_exceeded", param: null };
    response.writeHead(429, { "content-type": "application/json" }).end(JSON.stringify({ error }));
  },
  "529 in the stream": (response) => {
    response.writeHead(200, SSE).end(event({ error: { message: "Overloaded", type: "overloaded_error", code: 529 } }));
  },
  "garbage": ({ socket }) => socket?.end("garbage\r\n\r\n"),
  "cut stream": async (response) => {
    await begin(response, HALF);
    response.destroy();
  },
  "clean early end": async (response) => {
    await begin(response, HALF);
    response.end();
  },
  "silent half-way": (response) => begin(response, HALF),
  "healthy, but long": (response) => answer(response, GAP),
};

function listen(port: number): void {
  createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    response.on("error", () => {});
    response.socket?.setNoDelay(true);
    let body = "";
    for await (const chunk of request) body += chunk;
    const { fault, call } = JSON.parse(JSON.parse(body).user) as FaultyUser;
    if (!askedFirst.has(call)) askedFirst.set(call, port);
    response.setHeader("x-upstream", askedFirst.get(call) === port ? "first" : "second");
    await (askedFirst.get(call) === port ? FAULTY[fault] : answer)(response);
  }).listen({ port, host: "127.0.0.1" });
}

process.argv.slice(2).map(Number).forEach(listen);
// It does not outlive who started it.
process.stdin.resume().on("end", () => process.exit(0));
