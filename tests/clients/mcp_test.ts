import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { createFetch, type FetchOptions, hedge } from "../../mod.ts";
import { type SlowServer, slowServer } from "./slow_mcp_server.ts";

/** Milliseconds; far below what the tool takes. */
const CUTOFF = 50;

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

Deno.test("createFetch() lets a real MCP client get a notification after a long silence", async () => {
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
