import { Client } from "@modelcontextprotocol/sdk/client";
// The package names its types by a pattern that fits the path without its extension alone.
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { createEventSource, type EventSourceMessage } from "eventsource-client";
import assert from "node:assert/strict";
import { breakOff, hang, json, pause, respond, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const IMPATIENT = { TTFB_TIMEOUT_SECONDS: "0.4" };
const RESTLESS = { STALE_TIMEOUT_SECONDS: "0.4" };

/** Clients of protocols over Server-Sent Events. */
export function protocolSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  const slow = mcpServer([async (exchange) => {
    await pause(1_000, exchange.signal);
    await answerTool(exchange);
  }]);
  test("under the MCP SDK makes a slow tool call once", [slow], IMPATIENT, async ({ proxy, upstream }) => {
    await using client = await mcpClient(proxy.url);
    const result = await client.callTool({ name: "greet" });

    assert.deepEqual(result.content, [{ type: "text", text: "hello" }]);
    assert.equal(upstream.requests.filter(({ body }) => body.includes("tools/call")).length, 1);
  });

  const progress = sseMessage({ jsonrpc: "2.0", method: "notifications/message", params: { level: "info", data: 1 } });
  for (const [how, script] of Object.entries({ "breaks off": breakOff([progress]), "goes stale": stall([progress]) })) {
    test(
      `under the MCP SDK never answers a tool call that ${how}`,
      [mcpServer([script])],
      RESTLESS,
      async ({ proxy }) => {
        await using client = await mcpClient(proxy.url);
        const heard = new Promise<Error>((resolve) => client.onerror = resolve);
        const call = client.callTool({ name: "greet" }, undefined, { timeout: 1_500 });

        // The call itself ends by its own timeout.
        await assert.rejects(call, { message: /timed out/ });
        // On Workers a body that errors ends properly behind its last event, which the SDK passes over.
        if (runtime.name === "Deno") assert.match((await heard).message, /disconnected/);
      },
    );
  }

  const messages = ["id: 1\ndata: one\n\n", "id: 2\ndata: two\n\n"];
  const stuck = [hang(), stall(messages)];
  test("under eventsource-client recovers from a hang", stuck, IMPATIENT, async ({ proxy, upstream }) => {
    const seen = await messagesUntil("two", proxy.url);

    assert.deepEqual(seen.map(({ data }) => data), ["one", "two"]);
    assert.ok(upstream.requests.length > 1);
  });

  const broken = [breakOff([...messages.slice(0, 1), "id: 2\ndata: two\ndata: li"]), stall(messages.slice(1))];
  const resumed = { on: ["one", "two"], off: ["one", "error", "two"] };
  for (const [when, expected] of Object.entries(resumed)) {
    test(
      `under eventsource-client resumes after a break, with RESUME ${when}`,
      broken,
      { RESUME: when },
      async ({ proxy, upstream }) => {
        const seen = await messagesUntil("two", proxy.url);

        const events = seen.map(({ event, data }) => event === "error" ? "error" : data);
        assert.deepEqual(events, expected);
        assert.equal(upstream.requests[1]?.headers.get("last-event-id"), "1");
      },
    );
  }
}

/** Reads messages up to the one that holds `last`. */
function messagesUntil(last: string, url: string): Promise<EventSourceMessage[]> {
  const { promise, resolve } = Promise.withResolvers<EventSourceMessage[]>();
  const seen: EventSourceMessage[] = [];
  const source = createEventSource({
    url,
    onMessage(message) {
      seen.push(message);
      if (message.data !== last) return;
      source.close();
      resolve(seen);
    },
  });
  return promise;
}

async function mcpClient(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

/** Answers as an MCP server of one tool does, its calls by script. */
function mcpServer(calls: Script[]): Script {
  let count = 0;
  return async (exchange) => {
    const { method, body } = exchange.request;
    if (method !== "POST") return await respond("", { status: 405 })(exchange);
    const message = JSON.parse(body);
    if (message.id === undefined) return await respond("", { status: 202 })(exchange);
    if (message.method === "tools/call") return await calls[Math.min(count++, calls.length - 1)]?.(exchange);
    const { protocolVersion } = message.params;
    const result = { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "test", version: "1.0.0" } };
    await json({ jsonrpc: "2.0", id: message.id, result })(exchange);
  };
}

async function answerTool(exchange: Parameters<Script>[0]): Promise<void> {
  const { id } = JSON.parse(exchange.request.body);
  const result = { content: [{ type: "text", text: "hello" }] };
  await trickle([sseMessage({ jsonrpc: "2.0", id, result })], 0)(exchange);
}

function sseMessage(message: object): string {
  return `event: message\ndata: ${JSON.stringify(message)}\n\n`;
}
