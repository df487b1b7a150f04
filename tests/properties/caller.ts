import type { Fetch, FetchInit } from "../../mod.ts";
import type { Caller } from "./scenario.ts";

/** Something that failed, and when. */
export interface Failure {
  readonly error: unknown;
  readonly at: number;
}

/** What a caller came to know. */
export interface Heard {
  /** Time at which the call settled. */
  settledAt?: number;
  /** What the call rejected with. */
  callFailure?: Failure;
  response?: Response;
  /** What was read, as text; of a clone, too. */
  readonly texts: string[];
  /** Whether the body ended cleanly. */
  ended: boolean;
  /** What reading failed with. */
  bodyFailure?: Failure;
  /** Longest time that a read waited. */
  longestRead: number;
}

/** Returns the `init` of a caller's request. */
export function requestInit({ request }: Caller, signal: AbortSignal): FetchInit {
  if (request === "get") return { signal };
  if (request === "head") return { signal, method: "HEAD" };
  const body = request === "post" ? "{}" : new Blob(["{}"]).stream();
  return { signal, method: "POST", body, duplex: "half" } as FetchInit;
}

/** Fetches, and reads as the caller has it; leaves no body open. */
export async function play(fetch: Fetch, url: string, caller: Caller, init: FetchInit, heard: Heard): Promise<void> {
  try {
    heard.response = await fetch(url, init);
  } catch (error) {
    heard.callFailure = { error, at: performance.now() };
  }
  heard.settledAt = performance.now();
  if (!heard.response) return;
  try {
    await read(heard.response, caller, heard);
  } catch (error) {
    heard.bodyFailure = { error, at: performance.now() };
  }
}

async function read(response: Response, { reading, chunks, pause: gap }: Caller, heard: Heard): Promise<void> {
  if (reading === "never") {
    await pause(gap);
    return await response.body?.cancel();
  }
  if (reading === "bytes") {
    heard.texts.push(new TextDecoder().decode(await response.arrayBuffer()));
    heard.ended = true;
    return;
  }
  const copies = reading === "clone" ? [response.clone(), response] : [response];
  const limit = reading === "cancel" ? chunks : Infinity;
  const ends = await Promise.allSettled(copies.map(({ body }, index) => {
    if (!body) return true;
    heard.texts[index] = "";
    const add = (text: string) => heard.texts[index] += text;
    // The first of two copies does not wait, so that the other falls behind.
    return readBody(body, { byob: reading === "byob", gap: index < copies.length - 1 ? 0 : gap, limit, add }, heard);
  }));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  heard.ended = ends.every((end) => end.status === "fulfilled" && end.value);
}

interface ReadOptions {
  readonly byob: boolean;
  /** Milliseconds between reads. */
  readonly gap: number;
  /** Chunks to read before the body is cancelled. */
  readonly limit: number;
  add(text: string): void;
}

/** Returns whether the body ended, rather than being cancelled. */
async function readBody(body: ReadableStream<Uint8Array>, options: ReadOptions, heard: Heard): Promise<boolean> {
  const { byob, gap, limit, add } = options;
  const next = byob && byobReads(body) || defaultReads(body);
  const decoder = new TextDecoder();
  for (let count = 0;; count++) {
    if (count === limit) {
      await next.cancel();
      return false;
    }
    const start = performance.now();
    const { done, value } = await next.read();
    heard.longestRead = Math.max(heard.longestRead, performance.now() - start);
    if (done) return true;
    add(decoder.decode(value));
    await pause(gap);
  }
}

interface Reads {
  read(): Promise<ReadableStreamReadResult<Uint8Array>>;
  cancel(): Promise<void>;
}

function defaultReads(body: ReadableStream<Uint8Array>): Reads {
  const reader = body.getReader();
  return { read: () => reader.read(), cancel: () => reader.cancel() };
}

function byobReads(body: ReadableStream<Uint8Array>): Reads | undefined {
  try {
    const reader = body.getReader({ mode: "byob" });
    return { read: () => reader.read(new Uint8Array(1_000)), cancel: () => reader.cancel() };
  } catch {
    return undefined;
  }
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
