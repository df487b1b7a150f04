import assert from "node:assert/strict";
import { llm } from "../../mod.ts";

Deno.test("llm() waits long for the first byte of each API but one, which sends an event at once", () => {
  const early = llm().formats?.filter(({ greetsEarly }) => greetsEarly).map(({ name }) => name);
  assert.deepEqual(early, ["openai-responses"]);
});

Deno.test("llm() retries each status that may pass", () => {
  const { retry } = llm();
  assert.deepEqual(retry && retry.statusCodes, [408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529]);
});
