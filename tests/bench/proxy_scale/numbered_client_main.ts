import { Agent, type IncomingMessage, request as httpRequest } from "node:http";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { printResult } from "../print_result.ts";
import { type NumberedStream, textOf } from "./numbered_stream.ts";

/** What the client is told to do. */
export interface ScaleLoad {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Is requested when streams without a number of events are to end. */
  readonly release: string;
  /** Number of the first stream; the others follow. */
  readonly from: number;
  /** Streams at once. */
  readonly streams: number;
  /** Events of each; without them, all are held until all have begun. */
  readonly events?: number;
  /** Whether none of their connections is dead. */
  readonly healthy?: boolean;
  /** Milliseconds for which each stream that ends is followed by another, and all are held at least. */
  readonly hold: number;
}

/** What became of the streams. */
export interface ScaleLoadResult {
  /** Those that came whole, each event the stream's own, in order, up to the end. */
  whole: number;
  /** Those that had an event of another, or out of order. */
  mixed: number;
  /** Those that didn't come whole, by what was seen. */
  readonly lost: Record<string, number>;
  /** The most that were open at one time, with a first byte and without an end. */
  atOnce: number;
  /** Milliseconds until each first byte. */
  readonly waited: number[];
}

// Requests without a first byte that are under way at once.
const DIALS = 512;
const PATIENCE = 40_000;

class MixedUp extends Error {}

const load = JSON.parse(process.argv.at(-1) ?? "") as ScaleLoad;
const result: ScaleLoadResult = { whole: 0, mixed: 0, lost: {}, atOnce: 0, waited: [] };
const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
const waiting: (() => void)[] = [];
let dials = 0;
let open = 0;

async function dialed<T>(dial: () => Promise<T>): Promise<T> {
  if (dials >= DIALS) await new Promise<void>((resolve) => waiting.push(resolve));
  dials++;
  try {
    return await dial();
  } finally {
    dials--;
    waiting.shift()?.();
  }
}

/** Sends the request, and resolves once the first byte is there. */
function begin(id: number): Promise<IncomingMessage> {
  const { events, healthy } = load;
  const user = JSON.stringify({ id, events, healthy } satisfies NumberedStream);
  const body = JSON.stringify({ model: "m", user, stream: true, messages: [{ role: "user", content: "Hi" }] });
  const headers = { "content-type": "application/json", "content-length": body.length, ...load.headers };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${load.url}/v1/chat/completions`, { method: "POST", agent, headers });
    request.setTimeout(PATIENCE, () => request.destroy(new Error("silence")));
    request.on("error", reject);
    request.on("response", (response) => {
      response.setEncoding("utf8");
      response.once("readable", () => {
        result.waited.push(performance.now() - start);
        resolve(response);
      });
      response.on("error", reject);
    });
    request.end(body);
  });
}

async function read(id: number, response: IncomingMessage): Promise<void> {
  let [text, number, hasEnded] = ["", 0, false];
  for await (const chunk of response) {
    const lines = (text + chunk).split("\n\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "data: [DONE]") hasEnded = true;
      else if (takes(line, textOf(id, number))) number++;
    }
  }
  if (!hasEnded || number === 0) throw new Error(`status ${response.statusCode}, no end`);
}

/** Tells whether a line is the event that's due, not the last one, which has no text. */
function takes(line: string, due: string): boolean {
  const { choices: [choice], error } = JSON.parse(line.replace(/^(event: error\n)?data: /, ""));
  if (error) throw new Error(`error in the stream: ${error.message}`);
  const { content } = choice.delta;
  if (content !== undefined && content !== due) throw new MixedUp();
  return content !== undefined;
}

async function stream(id: number, onBegun: () => void): Promise<void> {
  try {
    const response = await dialed(() => begin(id));
    result.atOnce = Math.max(result.atOnce, ++open);
    onBegun();
    try {
      await read(id, response);
      result.whole++;
    } finally {
      open--;
      response.destroy();
    }
  } catch (error) {
    onBegun();
    if (error instanceof MixedUp) result.mixed++;
    else result.lost[(error as Error).message] = (result.lost[(error as Error).message] ?? 0) + 1;
  }
}

let next = load.from;
const until = performance.now() + load.hold;
const slots = Array.from({ length: load.streams }, () => {
  const begun = Promise.withResolvers<void>();
  const ended = (async () => {
    do await stream(next++, begun.resolve); while (load.events && performance.now() < until);
  })();
  return { begun: begun.promise, ended };
});
await Promise.all(slots.map(({ begun }) => begun));
await pause(load.events ? until - performance.now() : load.hold);
await (await fetch(load.release)).text();
await Promise.all(slots.map(({ ended }) => ended));
printResult(result);
