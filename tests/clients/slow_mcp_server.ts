import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "@modelcontextprotocol/sdk/server";
// @ts-types="@modelcontextprotocol/sdk/server/streamableHttp"
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

/** Milliseconds that its tool takes. */
const SLOW = 700;

/** A real MCP server whose one tool is slow, and counts how often it ran. */
export interface SlowServer extends AsyncDisposable {
  readonly url: URL;
  readonly runs: number;
  /** Streams that listen. */
  readonly listening: number;
  notify(): Promise<void>;
}

/** Starts it on a port of its own. */
export async function slowServer(): Promise<SlowServer> {
  let runs = 0;
  let listening = 0;
  const server = new Server({ name: "slow", version: "1" }, { capabilities: { tools: { listChanged: true } } });
  server.setRequestHandler(ListToolsRequestSchema, () => {
    return { tools: [{ name: "order", description: "Orders", inputSchema: { type: "object" } }] };
  });
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
