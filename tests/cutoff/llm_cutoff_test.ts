import assert from "node:assert/strict";
import { createFetch, llmCutoff, type LlmCutoffOptions } from "../../mod.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { answers, fakeFetch } from "../fixtures/fake_fetch.ts";

const MEBIBYTE = 2 ** 20;

function cutoffOf(body: unknown, { options, attempt = 1 }: { options?: LlmCutoffOptions; attempt?: number } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = CallRequest.from("http://upstream.test/", { method: "POST", body: text });
  return llmCutoff(options)({ attempt, request, bodyBytes: 0, previous: [] });
}

const EFFORTS: [unknown, number][] = [
  [{ model: "m" }, 45_000],
  [{ reasoning: { effort: "minimal" } }, 45_000],
  [{ reasoning: { effort: "low" } }, 45_000],
  [{ reasoning: { effort: "medium" } }, 120_000],
  [{ reasoning: { effort: "high" } }, 300_000],
  [{ reasoning: { effort: "xhigh" } }, 300_000],
  [{ reasoning_effort: "none" }, 45_000],
  [{ reasoning_effort: "medium" }, 120_000],
  [{ reasoning_effort: "high" }, 300_000],
  [{ thinking: { type: "disabled" } }, 45_000],
  [{ thinking: { type: "enabled", budget_tokens: 1_024 } }, 120_000],
  [{ thinking: { type: "enabled", budget_tokens: 16_000 } }, 120_000],
  [{ thinking: { type: "enabled", budget_tokens: 16_001 } }, 300_000],
  [{ thinking: { type: "adaptive" } }, 120_000],
  [{ thinking: { type: "adaptive" }, output_config: { effort: "max" } }, 300_000],
];

for (const [body, expected] of EFFORTS) {
  Deno.test(`llmCutoff() gives ${expected} ms to ${JSON.stringify(body)}`, () => {
    assert.equal(cutoffOf(body), expected);
  });
}

Deno.test("llmCutoff() gives its base to bodies that it cannot read", () => {
  const bodies = [
    "",
    "no JSON",
    "null",
    "3",
    '"high"',
    "[]",
    '{"reasoning":null,"thinking":null}',
    '{"thinking":"high"}',
  ];
  for (const body of [...bodies, { reasoning: { effort: { high: true } } }]) assert.equal(cutoffOf(body), 45_000);
});

Deno.test("llmCutoff() gives twice the time to each further attempt", () => {
  assert.deepEqual([1, 2, 3].map((attempt) => cutoffOf({}, { attempt })), [45_000, 90_000, 180_000]);
});

Deno.test("llmCutoff() gives a large input more time", () => {
  const request = CallRequest.from("http://upstream.test/", {});
  const cutoff = (bodyBytes: number | undefined) => llmCutoff()({ attempt: 1, request, bodyBytes, previous: [] });
  assert.deepEqual([cutoff(undefined), cutoff(0), cutoff(2 * MEBIBYTE)], [45_000, 45_000, 165_000]);
});

Deno.test("llmCutoff() uses the numbers that it is given", () => {
  const options = { base: 1, mediumEffort: 2, highEffort: 3 };
  const efforts = ["low", "medium", "high"].map((effort) => cutoffOf({ reasoning: { effort } }, { options }));
  assert.deepEqual(efforts, [1, 2, 3]);
});

Deno.test("llmCutoff() adds nothing of its own to a base of 0", () => {
  assert.equal(cutoffOf({}, { options: { base: 0 } }), 0);
});

Deno.test("llmCutoff() names an option that is invalid", () => {
  assert.throws(() => llmCutoff(45_000 as LlmCutoffOptions), /Cannot use options: expected an object, got 45000/);
  for (const name of ["base", "perMebibyte", "mediumEffort", "highEffort"]) {
    assert.throws(() => llmCutoff({ [name]: -1 }), { name: "RangeError", message: new RegExp(`${name}.*got -1$`) });
  }
});

Deno.test("createFetch() uses llmCutoff() unless a call has a number of its own", async () => {
  const cutoffs: unknown[] = [];
  const fetch = createFetch({
    fetch: fakeFetch(answers("a")),
    ttfbTimeout: llmCutoff(),
    onEvent: (event) => event.type === "attempt" && cutoffs.push(event.cutoff),
  });
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stream: true, reasoning: { effort: "high" } }),
  };
  for (const ttfbTimeout of [undefined, 5_000, false] as const) {
    await (await fetch("http://upstream.test/", { ...init, ttfbTimeout })).text();
  }
  assert.deepEqual((cutoffs as number[]).map(Math.round), [300_003, 5_000, 0]);
});
