import { gzipSync } from "node:zlib";
import type { Fault, FaultConnection } from "./fault_upstream.ts";

const GAP = 10;
// What is still under way, a reset would overtake.
const LONG_GAP = 200;
// A client that reads without end is stopped here, and found out by its count.
const MOST_BYTES = 2 ** 28;
const ANSWER = "data: answer\n\n";
const FIRST = "data: first\n\n";

const head = (headers: string, type = "text/event-stream") =>
  `HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncache-control: no-store\r\ncontent-type: ${type}\r\n${headers}\r\n\r\n`;
const CHUNKED = head("transfer-encoding: chunked");
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

const answer: Fault = ({ socket }) =>
  socket.end(`${head(`connection: close\r\ncontent-length: ${ANSWER.length}`)}${ANSWER}`);

/** Plays `fault` on the first request, and answers those that follow. */
const once = (fault: Fault): Fault => (connection) => connection.attempt === 1 ? fault(connection) : answer(connection);

/** What a path of the fault upstream does, by name. */
export const FAULT_ROUTES: Record<string, Fault> = {
  answer,
  reset: once(({ socket }) => socket.resetAndDestroy()),
  resets: ({ socket }) => socket.resetAndDestroy(),
  "reset-after-headers": once(async ({ socket, write }) => {
    await write(CHUNKED);
    socket.resetAndDestroy();
  }),
  "reset-after-byte": async ({ socket, write }) => {
    await write(CHUNKED + chunk(FIRST));
    await pause(socket, LONG_GAP);
    socket.resetAndDestroy();
  },
  "half-close": once(({ socket }) => socket.end()),
  "half-close-chunked": (connection) => endAfter(connection, CHUNKED + chunk(FIRST)),
  "half-close-length": (connection) => endAfter(connection, `${head("content-length: 1000")}${FIRST}`),
  "header-flood": once(async (connection) => {
    await connection.write("HTTP/1.1 200 OK\r\n");
    await repeat(connection, 0, () => `x-flood-${crypto.randomUUID()}: ${"x".repeat(4_000)}\r\n`);
  }),
  "header-drip": once(async (connection) => {
    await connection.write("HTTP/1.1 200 OK\r\nx-drip: ");
    await repeat(connection, GAP, () => "x");
  }),
  garbage: ({ write }) =>
    write(`${head("content-length: 5", "text/plain")}helloGARBAGE\r\n\r\n${head("content-length: 6")}poison`),
  "truncated-gzip": ({ socket }) => {
    const whole = gzipSync(Array.from({ length: 5_000 }, (_, index) => `${index * 7919 % 5_003} `).join(""));
    const part = whole.subarray(0, whole.byteLength / 2);
    socket.write(head(`content-encoding: gzip\r\nconnection: close\r\ncontent-length: ${part.byteLength}`));
    socket.end(part);
  },
  comments: once(async (connection) => {
    await connection.write(CHUNKED);
    await repeat(connection, GAP, () => chunk(": keep-alive\n\n"));
  }),
  "comments-after-event": async (connection) => {
    await connection.write(CHUNKED + chunk(FIRST));
    await repeat(connection, GAP, () => chunk(": keep-alive\n\n"));
  },
  "endless-event": async (connection) => {
    await connection.write(CHUNKED + chunk("data: "));
    await repeat(connection, 0, () => chunk("x".repeat(16_384)));
  },
};

async function repeat({ socket, write }: FaultConnection, gap: number, text: () => string): Promise<void> {
  for (let bytes = 0; bytes < MOST_BYTES && !socket.destroyed; bytes += text().length) {
    await write(text());
    if (gap > 0) await pause(socket, gap);
  }
}

async function endAfter({ socket, write }: FaultConnection, text: string): Promise<void> {
  await write(text);
  await pause(socket, LONG_GAP);
  socket.end();
}

function pause(socket: FaultConnection["socket"], ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    socket.once("close", done);
    function done(): void {
      clearTimeout(timer);
      socket.off("close", done);
      resolve();
    }
  });
}
