import process from "node:process";
import { FETCHES } from "./contenders.ts";
import { printResult } from "./print_result.ts";

/** What a process is told to do. */
export interface ScaleRequest {
  readonly url: string;
  readonly contender: string;
  /** Streams held open at once. */
  readonly streams: number;
}

/** What it measured. */
export interface ScaleResult {
  /** Bytes of memory that the process grew by, garbage collected, with all streams open. */
  readonly resident: number;
  /** Bytes of them on the heap. */
  readonly heap: number;
}

// Dials that are under way at once: more than the upstream's backlog would be refused.
const DIALS = 256;

interface OpenStream {
  readonly response: Response;
  readonly reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
}

async function open(fetch: typeof globalThis.fetch, url: string): Promise<OpenStream> {
  const body = JSON.stringify({ stream: true });
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const response = await fetch(url, { method: "POST", headers, body });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  if (!first?.value?.byteLength) throw new Error("Cannot measure: expected a first byte, got none");
  return { response, reader };
}

async function memory(): Promise<ScaleResult> {
  const { gc, Bun } = globalThis as { gc?: () => void; Bun?: { gc(force: boolean): void } };
  for (let turn = 0; turn < 3; turn++) {
    (gc ?? (() => Bun?.gc(true)))();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed };
}

async function measure({ url, contender, streams }: ScaleRequest): Promise<ScaleResult> {
  const fetch = FETCHES[contender] ?? globalThis.fetch;
  // What one call brings along is not a stream's.
  const kept = [await open(fetch, url)];
  const before = await memory();
  while (kept.length <= streams) {
    const dials = Math.min(DIALS, streams + 1 - kept.length);
    kept.push(...await Promise.all(Array.from({ length: dials }, () => open(fetch, url))));
  }
  // Each waits for its next chunk, as the reader of a stream does.
  for (const { reader } of kept) reader?.read().catch(() => {});
  const after = await memory();
  if (kept.some(({ response }) => response.status !== 200)) throw new Error("Cannot measure: expected status 200");
  return { resident: after.resident - before.resident, heap: after.heap - before.heap };
}

printResult(await measure(JSON.parse(process.argv.at(-1) ?? "")));
