import fc from "fast-check";
import assert from "node:assert/strict";
import type { FetchRequest } from "../../src/request/fetch_request.ts";
import type { StreamRequest } from "../../src/request/stream_request.ts";
import { isJsonRpc } from "../../src/request/is_json_rpc.ts";
import { ALL_FORMATS } from "./fixtures/all_formats.ts";
import { FORMAT_CASES } from "./fixtures/format_cases.ts";
import { postedRequest } from "./fixtures/posted_request.ts";

const STREAM = { model: "m", stream: true };
const VERTEX = "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers";

function recognized(request: FetchRequest): StreamRequest | undefined {
  const found = ALL_FORMATS.map((format) => format.recognize(request)).filter((stream) => stream !== undefined);
  assert.ok(found.length <= 1, `recognized ${found.length} times`);
  return found[0];
}

const RECOGNISED: readonly (readonly [url: string, body: unknown, format: string, headers?: Record<string, string>])[] =
  [
    ["https://api.openai.com/v1/responses", STREAM, "openai-responses"],
    ["https://x.openai.azure.com/openai/responses?api-version=1", STREAM, "openai-responses"],
    ["https://chatgpt.com/backend-api/codex/responses", STREAM, "openai-responses"],
    ["https://api.openai.com/v1/chat/completions", STREAM, "openai-chat"],
    ["https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1", STREAM, "openai-chat"],
    ["https://openrouter.ai/api/v1/chat/completions/", STREAM, "openai-chat"],
    ["http://localhost:8000/v1/completions", { ...STREAM, prompt: "Hi" }, "openai-chat"],
    [`${VERTEX}/mistralai/models/mistral-large:streamRawPredict`, STREAM, "openai-chat"],
    ["https://api.anthropic.com/v1/messages", STREAM, "anthropic-messages"],
    ["https://gateway.test/messages", STREAM, "anthropic-messages", { "anthropic-version": "2023-06-01" }],
    [`${VERTEX}/anthropic/models/claude-3:streamRawPredict`, {}, "anthropic-messages"],
    ["https://g.test/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse", {}, "gemini"],
    ["https://g.test/v1beta/tunedModels/mine:streamGenerateContent", {}, "gemini"],
    [`${VERTEX}/google/models/gemini-2.5-pro:streamGenerateContent`, {}, "gemini"],
    ["https://cloudcode-pa.googleapis.com/v1internal:streamGenerateContent?alt=sse", { request: {} }, "gemini"],
    ["https://g.test/v1beta/interactions", STREAM, "gemini-interactions"],
    ["http://localhost:11434/api/chat", { model: "m" }, "ollama"],
    ["http://localhost:11434/api/generate", { model: "m", prompt: "Hi" }, "ollama"],
    ["https://ollama.com/api/chat", { model: "m" }, "ollama"],
    ["http://gpu.test/api/chat", { model: "m", keep_alive: -1 }, "ollama"],
    ["http://gpu.test/api/chat", { model: "m" }, "ollama", { "user-agent": "ollama/0.12 (arm64 darwin) Go/go1.24" }],
    ["http://gpu.test/api/chat", STREAM, "ollama"],
    ["https://api.cohere.com/v2/chat", STREAM, "cohere"],
    ["http://tgi.test/generate_stream", { inputs: "Hi" }, "tgi"],
    ["http://tgi.test/", { inputs: "Hi", stream: true }, "tgi"],
    ["https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova%3A0/converse-stream", {}, "bedrock"],
    ["https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke-with-response-stream", {}, "bedrock"],
  ];

for (const [url, body, format, headers] of RECOGNISED) {
  Deno.test(`recognize() takes POST ${url} ${JSON.stringify(body)} for ${format}`, () => {
    assert.equal(recognized(postedRequest(url, body, { headers }))?.format, format);
  });
}

const UNKNOWN: readonly (readonly [url: string, body: unknown])[] = [
  ["https://api.openai.com/v1/responses", { model: "m" }],
  ["https://api.openai.com/v1/responses", { model: "m", stream: "true" }],
  ["https://api.openai.com/v1/responses/compact", STREAM],
  ["https://api.openai.com/v1/chat/completions", { model: "m", stream: false }],
  ["https://api.openai.com/v1/chat/completions", "stream: true"],
  ["https://api.openai.com/v1/chat/completions", [STREAM]],
  ["https://api.openai.com/v1/chat/completions", undefined],
  ["https://api.openai.com/v1/threads/t_1/messages", STREAM],
  ["https://api.anthropic.com/v1/messages/count_tokens", STREAM],
  ["https://g.test/v1beta/models/gemini-2.5-pro:generateContent", {}],
  ["https://shop.test/api/chat", { messages: [] }],
  ["https://shop.test/api/chat", { model: "m", messages: [], options: { express: true } }],
  ["http://localhost:11434/api/chat", { model: "m", stream: false }],
  ["http://localhost:11434/api/pull", { model: "m" }],
  ["https://shop.test/generate_stream", { order: 1 }],
  ["https://shop.test/order", { inputs: "Hi" }],
  ["https://shop.test/order", STREAM],
  ["https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse", {}],
];

for (const [url, body] of UNKNOWN) {
  Deno.test(`recognize() takes POST ${url} ${JSON.stringify(body)} for nothing`, () => {
    assert.equal(recognized(postedRequest(url, body)), undefined);
  });
}

const JSON_RPC: readonly (readonly [name: string, body: unknown, headers?: Record<string, string>, path?: string])[] = [
  ["a call", { jsonrpc: "2.0", id: 1, method: "tools/call" }],
  ["a batch", [{ jsonrpc: "2.0", id: 1, method: "tools/call" }]],
  ["MCP's protocol version", {}, { "mcp-protocol-version": "2025-06-18" }],
  ["an MCP session", {}, { "MCP-Session-Id": "1" }],
  ["MCP's method", {}, { "mcp-method": "tools/call" }],
  ["A2A's type", {}, { "content-type": "application/a2a+json" }],
  ["A2A's path", {}, {}, "/v1/message:stream"],
];

for (const [name, body, headers, path = "/mcp"] of JSON_RPC) {
  Deno.test(`isJsonRpc() recognizes ${name}`, () => {
    assert.equal(isJsonRpc(postedRequest(`https://tools.test${path}`, body, { headers })), true);
  });

  for (const given of FORMAT_CASES) {
    Deno.test(`recognize() of ${given.title} leaves alone ${name}`, () => {
      const merged = Array.isArray(body) ? body : { ...given.body, ...Object(body) };
      const request = postedRequest(new URL(path === "/mcp" ? given.url : path, given.url).href, merged, { headers });
      assert.equal(given.format.recognize(request), undefined);
    });
  }
}

Deno.test("isJsonRpc() takes a prompt about JSON-RPC for none", () => {
  const body = { model: "m", input: 'What is "jsonrpc":"2.0"?', stream: true };
  assert.equal(isJsonRpc(postedRequest("https://api.openai.com/v1/responses", body)), false);
});

for (const method of ["GET", "PUT", "DELETE"]) {
  for (const { title, url, body, format } of FORMAT_CASES) {
    Deno.test(`recognize() of ${title} takes ${method} for nothing`, () => {
      assert.equal(format.recognize(postedRequest(url, body, { method })), undefined);
    });
  }
}

for (const path of ["responses", "interactions"]) {
  Deno.test(`recognize() takes GET of one of ${path} with stream=true for a durable stream`, () => {
    const get = (query: string) =>
      recognized(postedRequest(`https://x.test/v1/${path}/id_1${query}`, undefined, { method: "GET" }));
    assert.equal(get("?stream=true&starting_after=3")?.durable, true);
    assert.equal(get("?stream=false"), undefined);
    assert.equal(get(""), undefined);
  });

  Deno.test(`recognize() takes POST of ${path} with background for a durable stream`, () => {
    const post = (body: object) => recognized(postedRequest(`https://x.test/v1/${path}`, { ...STREAM, ...body }));
    assert.equal(post({ background: true })?.durable, true);
    assert.equal(post({})?.durable, false);
  });
}

Deno.test("recognize() returns the model of the body, or of the path", () => {
  const model = (url: string, body: object = {}) => recognized(postedRequest(url, body))?.model;
  assert.equal(model("https://api.openai.com/v1/responses", STREAM), "m");
  assert.equal(model("https://g.test/v1beta/models/gemini-2.5-pro:streamGenerateContent"), "gemini-2.5-pro");
  assert.equal(
    model("https://g.test/v1internal:streamGenerateContent", { model: "gemini-3", request: {} }),
    "gemini-3",
  );
  assert.equal(model(`${VERTEX}/anthropic/models/claude-3:streamRawPredict`), "claude-3");
  assert.equal(model("https://b.test/model/nova/converse-stream"), "nova");
});

Deno.test("recognize() returns the number of answers", () => {
  const answers = (url: string, body: object) => recognized(postedRequest(url, { ...STREAM, ...body }))?.answers;
  assert.equal(answers("https://api.openai.com/v1/chat/completions", {}), 1);
  assert.equal(answers("https://api.openai.com/v1/chat/completions", { n: 3 }), 3);
  assert.equal(answers("https://api.openai.com/v1/chat/completions", { n: 0 }), 1);
  assert.equal(answers("https://api.openai.com/v1/completions", { prompt: ["a", "b"], n: 2 }), 4);
  assert.equal(
    answers("https://g.test/models/m:streamGenerateContent", { generationConfig: { candidateCount: 2 } }),
    2,
  );
});

Deno.test("recognize() of openaiResponses() recognizes Codex", () => {
  const client = (headers: Record<string, string>) =>
    recognized(postedRequest("https://api.openai.com/v1/responses", STREAM, { headers }))?.client;
  assert.equal(client({ originator: "codex_cli_rs" }), "codex");
  assert.equal(client({ "user-agent": "codex_exec/0.1" }), "codex");
  assert.equal(client({ "user-agent": "OpenAI/JS 6.0" }), undefined);
});

Deno.test("recognize() never throws", () => {
  const names = [
    "model",
    "n",
    "prompt",
    "reasoning",
    "thinking",
    "think",
    "generationConfig",
    "options",
    "request",
    "input",
  ];
  const member = fc.oneof(fc.constant<unknown>({ toString: 0, valueOf: 0 }), fc.jsonValue({ maxDepth: 3 }));
  const bodies = fc.dictionary(fc.constantFrom(...names), member);
  fc.assert(fc.property(fc.constantFrom(...FORMAT_CASES), bodies, ({ format, url, body }, changes) => {
    const request = postedRequest(url, { ...body, ...changes });
    const stream = format.recognize(request);
    if (stream) assert.ok(Number(format.contentTimeout(stream, request.bodyBytes)) >= 60_000);
  }));
});
