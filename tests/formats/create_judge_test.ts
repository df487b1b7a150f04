import fc from "fast-check";
import assert from "node:assert/strict";
import type { StreamJudge } from "../../src/formats/format.ts";
import { cohereCase } from "./fixtures/cohere_case.ts";
import { geminiCase } from "./fixtures/gemini_case.ts";
import { geminiInteractionsCase } from "./fixtures/gemini_interactions_case.ts";
import { FORMAT_CASES } from "./fixtures/format_cases.ts";
import { chunk, openaiChatCase } from "./fixtures/openai_chat_case.ts";
import { openaiResponsesCase } from "./fixtures/openai_responses_case.ts";
import { ollamaCase } from "./fixtures/ollama_case.ts";
import type { FormatCase, Json } from "./fixtures/format_case.ts";
import { tgiCase } from "./fixtures/tgi_case.ts";
import { postedRequest } from "./fixtures/posted_request.ts";

const CONTENT = { kind: "content" };
const PRELUDE = { kind: "prelude" };

function judgeOf({ format, url, body, type }: FormatCase, asks: Json = {}, given = type): StreamJudge | undefined {
  const stream = format.recognize(postedRequest(url, { ...body, ...asks }));
  assert.ok(stream);
  return format.judge(stream, new Response("", { headers: { "content-type": given } }));
}

function judged(given: FormatCase, asks?: Json): StreamJudge {
  return judgeOf(given, asks) ?? assert.fail("nothing to judge by");
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

// Some objects can't be made a text or a number.
const HOSTILE = fc.oneof(
  fc.constantFrom<unknown>({ toString: 0, valueOf: 0 }, { __proto__: null }, [null], [[]], {}, null, 0, "", true),
  fc.jsonValue({ maxDepth: 4 }),
);

/** Returns a value of JSON in which one value, at some depth, is another. */
function replaced(value: unknown, other: unknown, at: number): unknown {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const entry = entries[at % (entries.length + 1)];
  if (!entry) return other;
  const [name, member] = entry;
  const changed = { ...Object(value), [name]: replaced(member, other, Math.floor(at / (entries.length + 1))) };
  return Array.isArray(value) ? Object.values(changed) : changed;
}

for (const given of FORMAT_CASES) {
  Deno.test(`judge() of ${given.title} judges no HTML, no error page, and no plain text`, () => {
    const stream = given.format.recognize(postedRequest(given.url, given.body));
    assert.ok(stream);
    for (const type of ["text/html", "text/plain", "application/problem+json"]) {
      const response = new Response("<html>", { headers: { "content-type": type } });
      assert.equal(given.format.framing(response), undefined);
      assert.equal(given.format.judge(stream, response), undefined);
    }
    const refusal = new Response("{}", { status: 503, headers: { "content-type": given.type } });
    assert.equal(given.format.judge(stream, refusal), undefined);
  });

  Deno.test(`judge() of ${given.title} returns a body unchanged if its framing isn't its type's`, () => {
    const judge = judged(given);

    const first = judge.push(bytes("<!DOCTYPE html>\n<html><body>Busy</body></html>"));
    const { verdict, complete } = judge.end();

    assert.deepEqual([first, verdict].find(({ kind }) => kind !== "prelude"), CONTENT);
    assert.equal(complete, true);
  });

  Deno.test(`judge() of ${given.title} stops at a message of more than 16 MiB`, () => {
    const judge = judged(given);
    const piece = bytes("x".repeat(2 ** 20));

    assert.deepEqual(judge.push(bytes(given.type.includes("event") ? 'data: {"x":"' : '{"x":"')), PRELUDE);
    for (let mebibytes = 0; mebibytes < 18; mebibytes++) judge.skim(piece);

    assert.deepEqual(judge.push(bytes("x")), CONTENT);
    assert.equal(judge.end().complete, true);
  });

  Deno.test(`judge() of ${given.title} survives whatever comes`, () => {
    const known = fc.constantFrom(...given.messages.map(({ json }) => json));
    fc.assert(fc.property(known, HOSTILE, fc.nat(), (json, hostile, at) => {
      const judge = judged(given);
      judge.push(bytes(given.write([replaced(json, hostile, at) as Json]).join("")));
      judge.end();
    }));
  });

  Deno.test(`judge() of ${given.title} returns the same verdict wherever a stream is cut`, () => {
    const cuts = fc.array(fc.nat({ max: 4_000 }), { maxLength: 12 });
    fc.assert(fc.property(fc.constantFrom(...given.streams), cuts, fc.boolean(), (stream, cuts, withReturns) => {
      const written = given.write(stream.messages).join("");
      const text = withReturns && given.type.startsWith("text/") ? written.replaceAll("\n", "\r\n") : written;
      const whole = bytes(text);
      const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
      const judge = judged(given);

      const verdicts = places.slice(1).map((end, index) => judge.push(whole.subarray(places[index], end)));

      const expected = stream.first === undefined ? undefined : stream.verdict ?? CONTENT;
      assert.deepEqual(verdicts.find(({ kind }) => kind !== "prelude"), expected);
      assert.equal(judge.end().complete, stream.complete);
    }));
  });
}

const OTHERS: readonly (readonly [FormatCase, Json])[] = [
  [openaiChatCase, { token: "Hel" }],
  [openaiResponsesCase, { delta: "Hel" }],
  [ollamaCase, { token: "Hel" }],
  [cohereCase, { type: "token", text: "Hel" }],
  [tgiCase, { text: "Hel" }],
  [geminiCase, { token: "Hel" }],
];

for (const [given, json] of OTHERS) {
  Deno.test(`judge() of ${given.title} misses no end of another API at the same path`, () => {
    const judge = judged(given);
    const [written = ""] = given.write([json]);

    assert.deepEqual(judge.push(bytes(written.replace(/^event: .*\n/, ""))), CONTENT);

    assert.equal(judge.end().complete, true);
  });
}

Deno.test("judge() takes empty objects alone for no answer", () => {
  const judge = judged(openaiChatCase);
  assert.deepEqual(judge.push(bytes("data: {}\n\n")), PRELUDE);
  assert.equal(judge.end().complete, false);
});

Deno.test("judge() notices a missing end among known and unknown messages", () => {
  const judge = judged(openaiChatCase);
  judge.skim(bytes(openaiChatCase.write([{ token: "x" }, text, { token: "x" }]).join("")));
  assert.equal(judge.end().complete, false);
});

Deno.test("judge() recognizes the end of llama.cpp's own completions", () => {
  const judge = judged(openaiChatCase);
  judge.skim(bytes(openaiChatCase.write([{ content: "x", stop: false }, { content: "", stop: true }]).join("")));
  assert.equal(judge.end().complete, true);
});

for (
  const [error_type, status, transient] of [
    ["overloaded", 429, true],
    ["generation", 424, true],
    ["incomplete_generation", 500, true],
    ["incomplete_generation_stream", 500, true],
    ["validation", 422, false],
  ] as const
) {
  Deno.test(`judge() takes TGI's ${error_type} for ${status}`, () => {
    const verdict = judged(tgiCase).push(bytes(tgiCase.write([{ error: "x", error_type }]).join("")));
    assert.deepEqual(verdict, { kind: "failure", status, transient, code: error_type });
  });
}

Deno.test("judge() hands out xAI's error of 200 unchanged", () => {
  assert.equal(judgeOf(openaiChatCase, {}, "application/json"), undefined);
});

Deno.test("judge() takes a response without a type for one of the format", () => {
  assert.ok(judgeOf(openaiChatCase, {}, ""));
  assert.ok(judgeOf(ollamaCase, {}, ""));
});

Deno.test("judge() takes comments alone for no life", () => {
  const judge = judged(openaiChatCase);
  assert.deepEqual(judge.push(bytes(": OPENROUTER PROCESSING\n\n: keep-alive\n\n")), PRELUDE);
  assert.deepEqual(judge.end(), { verdict: PRELUDE, complete: false, lastEvent: undefined, sequence: undefined });
});

Deno.test("judge() takes an empty data field for prelude", () => {
  assert.deepEqual(judged(openaiChatCase).push(bytes("data:\n\n")), PRELUDE);
});

for (const data of ["hello", "null", "7", '"text"', "[1]", '{"torn":']) {
  Deno.test(`judge() takes data: ${data} for content`, () => {
    assert.deepEqual(judged(openaiChatCase).push(bytes(`data: ${data}\n\n`)), CONTENT);
  });
}

for (const [name, space] of [["in a line", undefined], ["in several lines", 2]] as const) {
  Deno.test(`judge() recognizes a bare error ${name}`, () => {
    const judge = judged(geminiCase);
    const error = { error: { code: 503, message: "Busy", status: "UNAVAILABLE", details: [{ data: "[x]" }] } };

    const verdict = judge.push(bytes(JSON.stringify(error, null, space) + "\n"));

    assert.deepEqual(verdict, { kind: "failure", status: 503, transient: true, code: "UNAVAILABLE" });
  });
}

Deno.test("judge() recognizes a bare error without a line end", () => {
  const judge = judged(geminiCase);
  assert.deepEqual(judge.push(bytes('{"error":{"code":503}}')), PRELUDE);
  assert.deepEqual(judge.end().verdict, { kind: "failure", status: 503, transient: true, code: "503" });
});

Deno.test("judge() joins the data of one event", () => {
  const judge = judged(openaiResponsesCase);
  assert.deepEqual(judge.push(bytes('data: {"type":\ndata: "response.completed"}\n\n')), { kind: "end" });
});

Deno.test("judge() recognizes an event by its name if its data has no type", () => {
  assert.equal(judged(openaiResponsesCase).push(bytes("event: response.completed\ndata: {}\n\n")).kind, "end");
});

Deno.test("judge() commits a durable interaction at its first event", () => {
  const created = { event_type: "interaction.created", interaction: { id: "i_1", status: "in_progress" } };
  for (const [background, verdict] of [[true, CONTENT], [false, PRELUDE]] as const) {
    const judge = judged(geminiInteractionsCase, { background });
    assert.deepEqual(judge.push(bytes(geminiInteractionsCase.write([created]).join(""))), verdict);
  }
});

Deno.test("judge() takes Cohere's message without a type for an error, and no message of a type that it doesn't know", () => {
  const verdictOf = (message: Json) => judged(cohereCase).push(bytes(cohereCase.write([message]).join(""))).kind;
  assert.equal(verdictOf({ message: "too many tokens" }), "failure");
  assert.equal(verdictOf({ type: "future", message: "hi" }), "content");
});

Deno.test("judge() commits a durable response at its first event", () => {
  const created = openaiResponsesCase.write([{ type: "response.created" }]).join("");
  assert.deepEqual(judged(openaiResponsesCase, { background: true }).push(bytes(created)), CONTENT);
});

Deno.test("judge() returns the last event and its number", () => {
  const judge = judged(openaiResponsesCase);
  const messages = [1, 2].map((sequence_number) => ({
    type: "response.output_text.delta",
    delta: "x",
    sequence_number,
  }));
  judge.skim(bytes(openaiResponsesCase.write(messages).join("")));
  const { lastEvent, sequence } = judge.end();
  assert.equal(lastEvent, "response.output_text.delta");
  assert.equal(sequence, 2);
});

const text = chunk({ content: "x" });

Deno.test("judge() wants an end of every choice", () => {
  const [first, second] = [0, 1].map((index) => chunk({ content: "x" }, null, index));
  const [firstStop, secondStop] = [0, 1].map((index) => chunk({}, "stop", index));
  assert.ok(first && second && firstStop && secondStop);
  const complete = (messages: readonly Json[]) => {
    const judge = judged(openaiChatCase, { n: 2 });
    judge.skim(bytes(openaiChatCase.write(messages).join("")));
    return judge.end().complete;
  };
  const many = Array.from({ length: 40 }, () => second);
  assert.equal(complete([first, second, firstStop, ...many, secondStop]), true);
  assert.equal(complete([first, second, firstStop, ...many]), false);
  assert.equal(complete([first, second, firstStop, second]), false);
  assert.equal(complete([first, firstStop]), true);
  assert.equal(complete([first, second]), false);
});

Deno.test("judge() finds an end behind which a few messages come, and none long gone", () => {
  const complete = (behind: number) => {
    const judge = judged(openaiChatCase);
    const messages = [text, chunk({}, "stop"), ...Array.from({ length: behind }, () => text)];
    judge.skim(bytes(openaiChatCase.write(messages).join("")));
    return judge.end().complete;
  };
  assert.equal(complete(5), true);
  assert.equal(complete(50), false);
});
