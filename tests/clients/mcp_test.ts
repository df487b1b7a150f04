import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/server/streamableHttp"
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { CallToolRequestSchema, ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { createFetch, type FetchOptions, hedge } from "../../mod.ts";

/** Milliseconds; far below what the tool takes, and what the server is silent for. */
const CUTOFF = 50;
const SLOW = 700;

/** A real MCP server whose one tool is slow, and counts how often it ran. */
interface SlowServer extends AsyncDisposable {
  readonly url: URL;
  readonly runs: number;
  /** Streams that listen. */
  readonly listening: number;
  notify(): Promise<void>;
}

async function slowServer(): Promise<SlowServer> {
  let runs = 0;
  let listening = 0;
  const server = new Server({ name: "slow", version: "1" }, { capabilities: { tools: { listChanged: true } } });
  server.setRequestHandler(CallToolRequestSchema, async () => {
    runs++;
    await new Promise((resolve) => setTimeout(resolve, SLOW));
    return { content: [{ type: "text", text: "ordered" }] };
  });
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => crypto.randomUUID() });
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  const http = createServer((request, response) => {
    if (request.method === "GET") listening++;
    transport.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`),
    get runs() {
      return runs;
    },
    get listening() {
      return listening;
    },
    notify: () => server.sendToolListChanged(),
    async [Symbol.asyncDispose]() {
      await server.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function connect({ url }: SlowServer, options: FetchOptions): Promise<Client> {
  const client = new Client({ name: "client", version: "1" });
  const fetch = createFetch({ ttfbTimeout: CUTOFF, ...options });
  const transport = new StreamableHTTPClientTransport(url, { fetch });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return client;
}

const OPTIONS: Record<string, FetchOptions> = {
  "a short cutoff": {},
  "hedging": { hedge: hedge({ after: 20, budget: 10 }) },
  "retries of every status": { retry: { statusCodes: [400, 404, 409, 429, 500, 503] } },
};

for (const [name, options] of Object.entries(OPTIONS)) {
  Deno.test(`createFetch() has a slow tool of a real MCP server run once, with ${name}`, async () => {
    await using server = await slowServer();
    const client = await connect(server, options);

    const result = await client.callTool({ name: "order", arguments: {} });
    await client.close();

    assert.deepEqual(result.content, [{ type: "text", text: "ordered" }]);
    assert.equal(server.runs, 1);
  });
}

Deno.test("createFetch() lets a real MCP client hear a notification after a long silence", async () => {
  await using server = await slowServer();
  const client = await connect(server, {});
  const heard = new Promise<void>((resolve) => {
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve());
  });

  // Many times what the first-byte clocks of all attempts would have allowed.
  await new Promise((resolve) => setTimeout(resolve, CUTOFF * 20));
  await server.notify();
  await heard;
  await client.close();

  assert.equal(server.listening, 1);
});
