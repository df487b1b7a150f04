import { getEventListeners } from "node:events";
import process from "node:process";
import { createFetch } from "../../mod.ts";
import { printResult } from "./print_result.ts";

/** What a process is told to do. */
export interface CallsRequest {
  readonly calls: number;
}

/** What it found. */
export interface CallsResult {
  /** Bytes of the heap, garbage collected: after a tenth of the calls, and after all. */
  readonly early: number;
  readonly late: number;
  /** Listeners that are left on the signal of all calls. */
  readonly listeners: number;
}

const caller = new AbortController();
const fetch = createFetch({
  // Two chunks: the body is streamed, not handed whole.
  fetch: () => Promise.resolve(new Response(ReadableStream.from([new Uint8Array(1), new Uint8Array(1)]))),
});

async function call(): Promise<void> {
  const response = await fetch("http://upstream.test/", { signal: caller.signal });
  if ((await response.bytes()).byteLength !== 2) throw new Error("Cannot measure: expected two bytes");
}

async function heap(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

async function measure({ calls }: CallsRequest): Promise<CallsResult> {
  let early = 0;
  for (let count = 1; count <= calls; count++) {
    await call();
    // What a loop refers to weakly stays as long as it does not leave its turn.
    if (count % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
    if (count === calls / 10) early = await heap();
  }
  return { early, late: await heap(), listeners: getEventListeners(caller.signal, "abort").length };
}

printResult(await measure(JSON.parse(process.argv.at(-1) ?? "")));
