import { Client } from "@modelcontextprotocol/sdk/client";
// The package names its types by a pattern that fits the path without its extension alone.
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import { LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import assert from "node:assert/strict";
import { createFetch, resumeEvents } from "../../mod.ts";
import { mcpServer } from "./mcp_server.ts";

const BREAKS = 5;

Deno.test("resumeEvents() keeps the MCP SDK's listening stream whole over breaks that its client never sees", async () => {
  await using server = await mcpServer();
  const fetch = createFetch({ resume: [resumeEvents()], retry: { maxAttempts: 20, minDelay: 5, maxDelay: 20 } });
  const listening = Promise.withResolvers<void>();
  const transport = new StreamableHTTPClientTransport(server.url, {
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (init?.method === "GET") listening.resolve();
      return response;
    },
    // Whatever arrives behind a break arrived by the resumption.
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
    },
  });
  const client = new Client({ name: "listener", version: "1" });
  const heard: unknown[] = [];
  let waiting = Promise.withResolvers<void>();
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    heard.push(params.data);
    waiting.resolve();
    waiting = Promise.withResolvers();
  });
  const errors: unknown[] = [];
  client.onerror = (error) => errors.push(error);
  await client.connect(transport);
  await listening.promise;

  const sent: string[] = [];
  for (let round = 0; round < BREAKS; round++) {
    const texts = [`${round} before`, `${round} at`, `${round} while it is broken`];
    await server.notify(texts[0] as string);
    await server.notify(texts[1] as string);
    sent.push(...texts);
    while (heard.length < sent.length - 1) await waiting.promise;
    server.breakOff();
    await server.notify(texts[2] as string);
    while (heard.length < sent.length) await waiting.promise;
  }

  assert.deepEqual(heard, sent);
  assert.deepEqual(errors, []);
  assert.equal(server.listens.length, BREAKS + 1);
  assert.ok(server.listens.slice(1).every((id) => id !== undefined), `${server.listens}`);
  await client.close();
});
