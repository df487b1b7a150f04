import { Server } from "@modelcontextprotocol/sdk/server";
// The package names its types by a pattern that fits the path without its extension alone.
// @ts-types="@modelcontextprotocol/sdk/server/streamableHttp"
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** An MCP server of one session, made by the official SDK, that keeps its events. */
export interface McpServer extends AsyncDisposable {
  readonly url: URL;
  /** Values of `Last-Event-ID` that GETs came with, in order; `undefined` for none. */
  readonly listens: readonly (string | undefined)[];
  /** Sends a notification on the listening stream. */
  notify(text: string): Promise<void>;
  /** Destroys the connection of the listening stream. */
  breakOff(): void;
}

/** Starts it. */
export async function mcpServer(): Promise<McpServer> {
  const store: { id: string; stream: string; message: JSONRPCMessage }[] = [];
  const server = new Server({ name: "feed", version: "1" }, { capabilities: { logging: {} } });
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => "session",
    eventStore: {
      storeEvent(stream, message) {
        const id = `e${store.length}`;
        store.push({ id, stream, message });
        return Promise.resolve(id);
      },
      async replayEventsAfter(id, { send }) {
        const place = store.findIndex((event) => event.id === id);
        const { stream } = store[place] ?? { stream: "" };
        for (const event of store.slice(place + 1)) if (event.stream === stream) await send(event.id, event.message);
        return stream;
      },
    },
  });
  await server.connect(transport);
  const listens: (string | undefined)[] = [];
  let socket: Socket | undefined;
  const http = createServer((request, response) => {
    if (request.method === "GET") {
      listens.push(request.headers["last-event-id"] as string | undefined);
      socket = request.socket;
    }
    transport.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`),
    listens,
    notify: (text) => server.sendLoggingMessage({ level: "info", data: text }),
    breakOff: () => void socket?.destroy(),
    async [Symbol.asyncDispose]() {
      await server.close();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
}
