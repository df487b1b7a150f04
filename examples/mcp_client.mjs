// npm install @modelcontextprotocol/sdk, and this package; then: node examples/mcp_client.mjs http://127.0.0.1:3000/mcp TOOL
import process from "node:process";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { createFetch, resumeEvents, TimeoutError } from "@firstbyte/fetch";

const [, , url = "http://127.0.0.1:3000/mcp", name] = process.argv;

// A tool's call is sent once: it may have a side effect. What is resumed is the stream of an answer, by its event ids.
const fetch = createFetch({ totalTimeout: 600_000, resume: [resumeEvents()] });
const client = new Client({ name: "example", version: "1.0.0" });

try {
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch }));
  const { tools } = await client.listTools();
  console.log(tools.map((tool) => `${tool.name}: ${tool.description ?? ""}`).join("\n"));
  if (name) console.log(JSON.stringify((await client.callTool({ name, arguments: {} })).content));
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.close();
}
