import { createParser } from "npm:eventsource-parser@3.1.1";
import assert from "node:assert/strict";
import { anthropicMessages } from "../../src/formats/anthropic_messages.ts";
import { bedrock } from "../../src/formats/bedrock.ts";
import { cohere } from "../../src/formats/cohere.ts";
import type { Format, Framing, LastWords } from "../../src/formats/format.ts";
import { gemini } from "../../src/formats/gemini.ts";
import { geminiInteractions } from "../../src/formats/gemini_interactions.ts";
import { ollama } from "../../src/formats/ollama.ts";
import { openaiChat } from "../../src/formats/openai_chat.ts";
import { openaiResponses } from "../../src/formats/openai_responses.ts";
import { tgi } from "../../src/formats/tgi.ts";
import { FORMAT_CASES } from "./fixtures/format_cases.ts";
import { postedRequest } from "./fixtures/posted_request.ts";

const WORDS: LastWords = { code: "upstream_stale", message: 'Silent for "300" s\n\nSorry', status: 504 };

function events(text: string | undefined): { event?: string | undefined; data: unknown }[] {
  const found: { event?: string | undefined; data: unknown }[] = [];
  createParser({ onEvent: ({ event, data }) => found.push({ event, data: JSON.parse(data) }) }).feed(text ?? "");
  return found;
}

function wordsOf(format: Format, framing: Framing, words: LastWords = WORDS, client?: string): string {
  return format.lastWords(framing, words, { format: format.name, client }) ?? "";
}

Deno.test("lastWords() of openaiResponses() are an error, flat and nested", () => {
  const { code, message } = WORDS;
  assert.deepEqual(events(wordsOf(openaiResponses(), "events", { ...WORDS, sequence: 7 })), [{
    event: "error",
    data: {
      type: "error",
      sequence_number: 7,
      code,
      message,
      param: null,
      error: { type: "server_error", code, message, param: null },
    },
  }]);
});

Deno.test("lastWords() of openaiResponses() are a failed response for Codex", () => {
  const [{ event, data } = {}, ...rest] = events(wordsOf(openaiResponses(), "events", WORDS, "codex"));
  const { type, sequence_number, response } = Object(data);
  assert.deepEqual([event, type, sequence_number], ["response.failed", "response.failed", 0]);
  assert.deepEqual([response.status, response.error], ["failed", { code: WORDS.code, message: WORDS.message }]);
  assert.deepEqual(rest, []);
});

Deno.test("lastWords() of openaiChat() are an error without a name", () => {
  const { code, message } = WORDS;
  assert.deepEqual(events(wordsOf(openaiChat(), "events", WORDS)), [
    { event: undefined, data: { error: { message, type: "server_error", code, param: null } } },
  ]);
});

for (const [status, type] of [[504, "timeout_error"], [529, "overloaded_error"], [502, "api_error"]] as const) {
  Deno.test(`lastWords() of anthropicMessages() are a ${type} for ${status}`, () => {
    const [{ event, data } = {}] = events(wordsOf(anthropicMessages(), "events", { ...WORDS, status }));
    assert.equal(event, "error");
    assert.deepEqual(data, {
      type: "error",
      error: { type, message: WORDS.message, code: WORDS.code },
      request_id: null,
    });
  });
}

Deno.test("lastWords() of gemini() say it twice, in an event and bare", () => {
  const text = wordsOf(gemini(), "events");
  const [event = "", bare = "", ...rest] = text.split("\n\n");
  assert.equal(event, `data: ${bare}`);
  assert.deepEqual(rest, []);
  const { code, message, status } = JSON.parse(bare).error;
  assert.deepEqual([code, message, status], [504, WORDS.message, "DEADLINE_EXCEEDED"]);
});

Deno.test("lastWords() of geminiInteractions() are an error, and a null that no loop takes for an event", () => {
  const { code, message } = WORDS;
  assert.deepEqual(events(wordsOf(geminiInteractions(), "events")), [
    { event: "error", data: { event_type: "error", error: { code, message } } },
    { event: undefined, data: null },
  ]);
});

for (const [name, begun, sent] of [["begun", true, '[{"candidates":[]}'], ["not begun", false, ""]] as const) {
  Deno.test(`lastWords() of gemini() complete an array that has ${name}`, () => {
    const whole = JSON.parse(sent + wordsOf(gemini(), "array", { ...WORDS, begun }));
    assert.equal(whole.at(-1).error.message, WORDS.message);
  });
}

Deno.test("lastWords() of ollama() are one line with a text", () => {
  const text = wordsOf(ollama(), "lines");
  assert.equal(text.indexOf("\n"), text.length - 1);
  assert.deepEqual(JSON.parse(text), { error: WORDS.message });
});

Deno.test("lastWords() of cohere() have no type", () => {
  const [{ data } = {}] = events(wordsOf(cohere(), "events", WORDS));
  assert.equal("type" in Object(data), false);
});

Deno.test("lastWords() of tgi() are an error with a text", () => {
  const [{ data } = {}] = events(wordsOf(tgi(), "events", WORDS));
  assert.equal(Object(data).error, WORDS.message);
});

const SILENT: readonly (readonly [Format, Framing])[] = [
  [geminiInteractions(), "bytes"],
  [bedrock(), "bytes"],
  [openaiChat(), "lines"],
  [ollama(), "events"],
  [gemini(), "bytes"],
];

for (const [format, framing] of SILENT) {
  Deno.test(`lastWords() of ${format.name} are none in ${framing}`, () => {
    assert.equal(format.lastWords(framing, WORDS, { format: format.name }), undefined);
  });
}

for (const { title, format, url, body, type, write, streams } of FORMAT_CASES) {
  const stream = format.recognize(postedRequest(url, body));
  assert.ok(stream);
  const response = new Response("", { headers: { "content-type": type } });
  const framing = format.framing(response);
  assert.ok(framing);
  const bytes = (text: string) => new TextEncoder().encode(text);

  Deno.test(`signOfLife() of ${title} changes nothing, wherever it stands`, () => {
    const sign = format.signOfLife(framing, stream) ?? "";
    for (const { messages, complete, first, verdict = { kind: "content" } } of streams) {
      const judge = format.judge(stream, response);
      const written = write(messages);
      const chunks: string[] = framing === "array"
        ? [sign, ...written]
        : [sign, ...written.flatMap((text) => [text, sign])];

      const verdicts = chunks.map((chunk) => judge?.push(bytes(chunk)));

      const expected = first === undefined ? undefined : verdict;
      assert.deepEqual(verdicts.find((found) => found?.kind !== "prelude"), expected);
      assert.equal(judge?.end().complete, complete);
    }
  });

  Deno.test(`lastWords() of ${title} are a failure to its own judge`, () => {
    const words = format.lastWords(framing, { ...WORDS, begun: false }, stream);
    const verdict = format.judge(stream, response)?.push(bytes(words ?? ""));
    assert.equal(verdict?.kind, "failure");
  });
}

Deno.test("signOfLife() of openaiResponses() has data for Codex", () => {
  const format = openaiResponses();
  const stream = { format: format.name, client: "codex" };
  assert.deepEqual(events(format.signOfLife("events", stream)), [{ event: "keepalive", data: { type: "keepalive" } }]);
});

Deno.test("signOfLife() of anthropicMessages() is the API's ping", () => {
  const format = anthropicMessages();
  assert.deepEqual(events(format.signOfLife("events", { format: format.name })), [{
    event: "ping",
    data: { type: "ping" },
  }]);
});
