import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { bun, currentNode, isAvailable, machineNode } from "./binaries.ts";
import { runMain } from "./run_main.ts";

const RUNTIMES = [
  { name: "Deno", path: () => Deno.execPath(), flags: ["run", "-A"] },
  { name: "the machine's Node", path: machineNode },
  { name: "the current Node", path: currentNode },
  { name: "Bun", path: bun },
];
const CALLS = 10;

// Bun and Node discard the bytes that arrived before a reset, unless a read is pending.
for (const { name, path, flags } of RUNTIMES) {
  Deno.test(`createFetch() hands out one whole answer or an error if a reset discards bytes, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using upstream = await serveResets();
    const run = { url: upstream.url, method: "GET", calls: CALLS };
    const outcomes = await runMain(binary, "reset_main.ts", run, { flags }) as { text: string; ended: boolean }[];

    for (const { text, ended } of outcomes) assert.ok(ended ? text === "answer" : /^(one)?$/.test(text), text);
    assert.ok(upstream.requests >= CALLS);
  });

  Deno.test(`createFetch() sends an order once if a reset discards bytes, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using upstream = await serveResets();
    const run = { url: upstream.url, method: "POST", calls: CALLS };
    const outcomes = await runMain(binary, "reset_main.ts", run, { flags }) as { text: string; ended: boolean }[];

    assert.equal(upstream.requests, CALLS);
    assert.equal(outcomes.filter(({ ended }) => ended).length, CALLS / 2);
  });
}

/** Resets every other answer behind its first chunk, at once or a little later. */
async function serveResets(): Promise<{ readonly url: string; readonly requests: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.on("data", () => {
      requests++;
      const head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
      if (requests % 2 === 0) return void socket.write(`${head}6\r\nanswer\r\n0\r\n\r\n`);
      socket.write(
        `${head}3\r\none\r\n`,
        () => setTimeout(() => socket.resetAndDestroy(), requests % 4 === 1 ? 0 : 20),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
