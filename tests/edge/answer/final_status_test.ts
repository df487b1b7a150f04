import assert from "node:assert/strict";
import { finalStatus } from "../../../edge/answer/final_status.ts";

/** What clients send, and the status that they don't retry. */
const CLIENTS: Readonly<Record<string, number>> = {
  "OpenAI/JS 7.57.0": 504,
  "Anthropic/JS 1.12.0": 504,
  "claude-cli/2.1.197 (external, cli)": 504,
  "ai-sdk/openai/4.0.118 ai-sdk/provider-utils/5.0.1 runtime/deno": 424,
  "GeminiCLI-tui/0.61.0/gemini-2.5-flash (linux; x64; terminal)": 424,
  "codex_exec/0.171.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.171.0)": 400,
};

for (const [userAgent, status] of Object.entries(CLIENTS)) {
  Deno.test(`finalStatus() is ${status} for ${userAgent}`, () => {
    assert.equal(finalStatus(504, userAgent, "/v1/responses"), status);
  });
}
