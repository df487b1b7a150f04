import assert from "node:assert/strict";
import { bun, currentNode, isAvailable, machineNode } from "./binaries.ts";
import { runMain } from "./run_main.ts";

const RUNTIMES = [
  { name: "Deno", path: () => Deno.execPath(), flags: ["run", "-A"] },
  { name: "the machine's Node", path: machineNode },
  { name: "the current Node", path: currentNode },
  { name: "Bun", path: bun },
];

for (const { name, path, flags } of RUNTIMES) {
  Deno.test(`createFetch() sends every body along with a 307, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using server = serveRedirect();
    const outcomes = await runMain(binary, "redirect_main.ts", server.url, { flags }) as Record<string, string>;

    for (const [name, outcome] of Object.entries(outcomes)) {
      const plain = outcomes[name.replace(/, \w+$/, "") + ", plain"];
      if (/stream/.test(plain ?? "")) assert.match(outcome, /stream/, name);
    }
  });
}

/** Redirects once, and echoes the body that comes along. */
function serveRedirect(): { readonly url: string } & AsyncDisposable {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const body = await request.text();
    if (request.url.endsWith("/echo")) return new Response(body);
    return new Response(null, { status: 307, headers: { location: "/echo" } });
  });
  return { url: `http://127.0.0.1:${server.addr.port}/`, [Symbol.asyncDispose]: () => server.shutdown() };
}
