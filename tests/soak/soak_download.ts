import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { createFetch, resumeRange, timingOf } from "../../mod.ts";
import { residentMemory } from "../faults/resident_memory.ts";

const ETAG = '"soak"';
const BLOCK = 2 ** 16;
const SAMPLES = 80;

/** How much is downloaded. */
export interface DownloadOptions {
  readonly bytes: number;
  /** How often it breaks, evenly over the bytes. */
  readonly breaks: number;
}

/** What came of it. */
export interface DownloadReport {
  /** SHA-256 of what was read, and of what is served. */
  readonly read: string;
  readonly served: string;
  readonly bytes: number;
  readonly attempts: number;
  /** Bytes of memory, over the download. */
  readonly memory: readonly number[];
}

/** Downloads one large body through the library, over a connection that breaks again and again. */
export async function soakDownload(options: DownloadOptions): Promise<DownloadReport> {
  await using upstream = await breakingUpstream(options);
  const fetch = createFetch({
    resume: [resumeRange()],
    retry: { maxAttempts: options.breaks + 1, minDelay: 0, maxDelay: 1 },
  });
  const response = await fetch(upstream.url);
  const hash = createHash("sha256");
  const memory: number[] = [];
  const every = Math.ceil(options.bytes / SAMPLES);
  let bytes = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    if (bytes >= memory.length * every) memory.push(await residentMemory(process.pid));
  }
  return {
    read: hash.digest("hex"),
    served: hashOf(options.bytes),
    bytes,
    attempts: timingOf(response)?.attempts.length ?? 0,
    memory,
  };
}

/** Serves bytes of which each depends on its place, and breaks each answer after its share. */
async function breakingUpstream({ bytes, breaks }: DownloadOptions): Promise<AsyncDisposable & { url: string }> {
  const share = Math.ceil(bytes / (breaks + 1));
  const server = createServer((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const length = bytes - start;
    response.writeHead(start ? 206 : 200, {
      "accept-ranges": "bytes",
      "etag": ETAG,
      "content-length": length,
      ...start && { "content-range": `bytes ${start}-${bytes - 1}/${bytes}` },
    });
    send(response, start, Math.min(length, share)).then((whole) => {
      if (whole && length <= share) response.end();
      else request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/large`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Writes bytes as fast as they are taken; returns whether all were. */
async function send(response: ServerResponse, start: number, length: number): Promise<boolean> {
  for (const block of blocks(start, length)) {
    if (response.destroyed) return false;
    await new Promise<void>((resolve) => response.write(block, () => resolve()));
  }
  return true;
}

function* blocks(start: number, length: number): Generator<Uint8Array> {
  for (let offset = start; offset < start + length;) {
    const index = Math.floor(offset / BLOCK);
    const end = Math.min(start + length, (index + 1) * BLOCK);
    const block = new Uint8Array(BLOCK).fill(index % 251);
    new DataView(block.buffer).setUint32(0, index);
    yield block.subarray(offset - index * BLOCK, end - index * BLOCK);
    offset = end;
  }
}

function hashOf(bytes: number): string {
  const hash = createHash("sha256");
  for (const block of blocks(0, bytes)) hash.update(block);
  return hash.digest("hex");
}
