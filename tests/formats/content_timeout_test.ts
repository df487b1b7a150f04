import assert from "node:assert/strict";
import { ollama } from "../../src/formats/ollama.ts";
import { openaiChat } from "../../src/formats/openai_chat.ts";
import { openaiResponses } from "../../src/formats/openai_responses.ts";
import { contentTimeout } from "../../src/formats/request/content_timeout.ts";
import { effortOf } from "../../src/formats/request/effort_of.ts";
import { mayReason } from "../../src/formats/request/may_reason.ts";
import { postedRequest } from "./fixtures/posted_request.ts";

for (
  const [bytes, seconds] of [[0, 60], [40_000, 60], [40_001, 120], [160_000, 120], [160_001, 180], [
    undefined,
    180,
  ]] as const
) {
  Deno.test(`contentTimeout() of ${bytes} bytes without reasoning is ${seconds} s`, () => {
    assert.equal(contentTimeout({ format: "x", effort: "low" }, bytes), seconds * 1000);
  });
}

for (
  const [effort, seconds] of [["low", 60], ["medium", 120], ["high", 300], ["max", 600], [undefined, 300]] as const
) {
  Deno.test(`contentTimeout() at effort ${effort} is ${seconds} s`, () => {
    assert.equal(contentTimeout({ format: "x", effort }, 100), seconds * 1000);
  });
}

Deno.test("contentTimeout() of ollama() outlasts the loading of a model", () => {
  assert.equal(ollama().contentTimeout({ format: "ollama", effort: "low" }, 10), 600_000);
});

for (
  const [model, effort] of [
    ["gpt-4o", "low"],
    ["gpt-5", undefined],
    ["gpt-5-pro", "max"],
    ["o3-deep-research", "max"],
    [undefined, undefined],
  ] as const
) {
  Deno.test(`recognize() of openaiResponses() takes the effort of ${model} for ${effort}`, () => {
    const stream = openaiResponses().recognize(postedRequest("https://x.test/v1/responses", { model, stream: true }));
    assert.equal(stream?.effort, effort);
  });
}

Deno.test("recognize() prefers the effort that a request names to what its model is known for", () => {
  const effort = (body: object) =>
    openaiChat().recognize(postedRequest("https://x.test/v1/chat/completions", { stream: true, ...body }))?.effort;
  assert.equal(effort({ model: "gpt-5", reasoning_effort: "minimal" }), "low");
  assert.equal(effort({ model: "gpt-4o", reasoning_effort: "high" }), "high");
});

const EFFORTS: readonly (readonly [body: Record<string, unknown>, effort: string | undefined])[] = [
  [{}, undefined],
  [{ reasoning: { effort: "low" } }, "low"],
  [{ reasoning: { effort: "none" } }, "low"],
  [{ reasoning: { effort: "medium" } }, "medium"],
  [{ reasoning: { effort: "xhigh" } }, "max"],
  [{ reasoning: { max_tokens: 2_000 } }, "medium"],
  [{ reasoning: { enabled: false } }, "low"],
  [{ reasoning_effort: "high" }, "high"],
  [{ thinking: { type: "enabled", budget_tokens: 4_000 } }, "medium"],
  [{ thinking: { type: "enabled", budget_tokens: 16_000 } }, "medium"],
  [{ thinking: { type: "enabled", budget_tokens: 16_001 } }, "high"],
  [{ thinking: { type: "enabled" } }, "high"],
  [{ thinking: { type: "adaptive" } }, "high"],
  [{ thinking: { type: "adaptive" }, output_config: { effort: "medium" } }, "medium"],
  [{ thinking: { type: "disabled" }, output_config: { effort: "max" } }, "low"],
  [{ output_config: { effort: "max" } }, "max"],
  [{ generationConfig: { thinkingConfig: { thinkingLevel: "HIGH" } } }, "high"],
  [{ generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }, "low"],
  [{ generationConfig: { thinkingConfig: { thinkingBudget: -1 } } }, undefined],
  [{ generationConfig: { thinkingConfig: { thinkingBudget: 24_000 } } }, "high"],
  [{ generation_config: { thinking_level: "minimal" } }, "low"],
  [{ think: false }, "low"],
  [{ think: true }, "high"],
  [{ think: "medium" }, "medium"],
  [{ enable_thinking: false }, "low"],
  [{ chat_template_kwargs: { enable_thinking: false } }, "low"],
  [{ reasoning: null, thinking: "x", generationConfig: 3 }, undefined],
];

for (const [body, effort] of EFFORTS) {
  Deno.test(`effortOf() takes ${JSON.stringify(body)} for ${effort}`, () => assert.equal(effortOf(body), effort));
}

for (
  const model of [
    "gpt-3.5-turbo",
    "gpt-4o-mini",
    "openai/gpt-4.1",
    "gpt-5-chat-latest",
    "claude-3-5-sonnet-latest",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "gemini-2.0-flash",
    "gemini-2.5-flash-lite",
    "meta-llama/Llama-3.3-70B-Instruct",
    "mistral-large-latest",
    "command-r-plus",
    "qwen2.5-coder:7b",
    "deepseek-chat",
  ]
) {
  Deno.test(`mayReason() returns false for ${model}`, () => assert.equal(mayReason(model), false));
}

for (
  const model of [
    "o3",
    "gpt-5",
    "gpt-5.1-codex",
    "gpt-oss-120b",
    "claude-next",
    "gemini-2.5-pro",
    "gemini-3-pro-preview",
    "deepseek-r1-distill-llama-70b",
    "magistral-medium",
    "command-a-reasoning-08-2025",
    "ollama/qwen3:8b",
    undefined,
  ]
) {
  Deno.test(`mayReason() takes ${model} for one that may`, () => assert.equal(mayReason(model), true));
}
