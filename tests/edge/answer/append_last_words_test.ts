import assert from "node:assert/strict";
import { streamEnding } from "../../../edge/answer/stream_ending.ts";
import { appendLastWords } from "../../../edge/answer/append_last_words.ts";
import { gemini, ollama, openaiResponses } from "../../../mod.ts";
import { fakeClock } from "../../fixtures/clock.ts";

const UNKNOWN = { stream: undefined, format: undefined };
const LAST =
  'event: error\ndata: {"type":"error","error":{"type":"upstream_broken","code":"upstream_broken","message":"Upstream broke off in the middle of its answer: what came is incomplete"}}\n\n';
const BROKEN = new Error("Broken");

interface Source {
  readonly body: ReadableStream<Uint8Array>;
  readonly pulls: () => number;
  readonly cancelled: Promise<unknown>;
}

/** A body of these chunks, then broken, ended, or, with neither, silent. */
function source(chunks: readonly string[], end?: "break" | "close"): Source {
  const left = [...chunks];
  const cancelled = Promise.withResolvers<unknown>();
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls++;
      const chunk = left.shift();
      if (chunk !== undefined) controller.enqueue(new TextEncoder().encode(chunk));
      else if (end === "break") controller.error(BROKEN);
      else if (end === "close") controller.close();
      else return new Promise<void>(() => {});
    },
    cancel: (reason) => cancelled.resolve(reason),
  }, { highWaterMark: 0 });
  return { body, pulls: () => pulls, cancelled: cancelled.promise };
}

function tailOf(
  body: ReadableStream<Uint8Array>,
  type = "text/event-stream",
  known: Parameters<typeof streamEnding>[1] = UNKNOWN,
): ReadableStream<Uint8Array> {
  const ending = streamEnding(new Response(null, { headers: { "content-type": type } }), known);
  return appendLastWords(body, ending ?? assert.fail("no ending"));
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

Deno.test("appendLastWords() passes on events as they arrive, and ends with its source", async () => {
  const chunks = ["data: 1\n\n", ": ping\n", "data: 2", "\n\ndata: 3\n", "\n"];
  const { body } = source(chunks, "close");

  assert.equal(await new Response(tailOf(body)).text(), chunks.join(""));
});

Deno.test("appendLastWords() passes on a last event without a blank line", async () => {
  const { body } = source(["data: 1\n\ndata: 2"], "close");

  assert.equal(await new Response(tailOf(body)).text(), "data: 1\n\ndata: 2");
});

Deno.test("appendLastWords() reports its source's error in a last event, which is flushed before the error", async () => {
  using clock = fakeClock();
  const { body } = source(["data: 1\n\ndata: to"], "break");
  const reader = tailOf(body).getReader();

  assert.equal(await next(reader), "data: 1\n\n");
  assert.equal(await next(reader), LAST);
  let error: unknown;
  const over = reader.read().catch((reason: unknown) => error = reason);
  await clock.tickAsync(199);
  assert.equal(error, undefined);
  await clock.tickAsync(1);
  await over;
  assert.equal(error, BROKEN);
});

Deno.test("appendLastWords() appends nothing to a partial event whose id was passed on", async () => {
  const { body } = source([`id: 7\ndata: ${"a".repeat(2 ** 16)}`], "break");
  const reader = tailOf(body).getReader();

  assert.match(await next(reader), /^id: 7\n/);
  await assert.rejects(reader.read(), BROKEN);
});

Deno.test("appendLastWords() reads no faster than its reader", async () => {
  const { body, pulls } = source(["data: 1\n\n", "data: 2\n\n"], "close");
  const reader = tailOf(body).getReader();
  assert.equal(pulls(), 0);

  await next(reader);

  assert.equal(pulls(), 1);
});

for (const reads of [0, 1]) {
  Deno.test(`appendLastWords() cancels its source after ${reads} reads`, async () => {
    const { body, cancelled } = source(["data: 1\n\n"]);
    const reader = tailOf(body).getReader();
    for (let read = 0; read < reads; read++) await next(reader);

    await reader.cancel("Enough");

    assert.equal(await cancelled, "Enough");
  });
}

Deno.test("appendLastWords() leaves no timer if its reader leaves after the last event", async () => {
  using clock = fakeClock();
  const { body } = source([], "break");
  const reader = tailOf(body).getReader();
  await next(reader);
  const over = reader.read();
  await clock.runMicrotasks();
  assert.equal(clock.timers, 1);

  await assert.rejects(reader.cancel(), BROKEN);

  assert.equal((await over).done, true);
  assert.equal(clock.timers, 0);
});

/** What a reader gets of a body that breaks behind these chunks. */
async function readTail(chunks: readonly string[], ...rest: [type: string, known: Parameters<typeof streamEnding>[1]]) {
  const reader = tailOf(source(chunks, "break").body, ...rest).getReader();
  let text = "";
  try {
    for (;;) text += await next(reader);
  } catch (error) {
    assert.equal(error, BROKEN);
    return text;
  }
}

const responses = { stream: { format: "openai-responses" }, format: openaiResponses() };
const generate = { stream: { format: "gemini" }, format: gemini() };
const lines = { stream: { format: "ollama" }, format: ollama() };

Deno.test("appendLastWords() numbers the last words of Responses after the last whole event", async () => {
  const event = (number: number) => `data: {"type":"response.output_text.delta","sequence_number":${number}}\n\n`;
  const text = await readTail([event(6) + event(7), event(8).slice(0, 20)], "text/event-stream", responses);

  assert.match(text, /"sequence_number":7}\n\nevent: error\ndata: {"type":"error","sequence_number":7,/);
});

Deno.test("appendLastWords() appends a line to lines", async () => {
  const text = await readTail(['{"done":false}\n{"do'], "application/x-ndjson", lines);

  assert.deepEqual(text.trim().split("\n").map((line) => Object.keys(JSON.parse(line))), [["done"], ["error"]]);
});

for (
  const [what, chunks, length] of [
    ["behind an element", ['[{"a":"}]"}', ',\r\n{"b":[{}'], 2],
    ["behind a comma", ['[{"a":1},', "{"], 2],
    ["before an element", ["[{"], 1],
    ["before a byte", [], 1],
  ] as const
) {
  Deno.test(`appendLastWords() closes a JSON array that breaks ${what}`, async () => {
    const array = JSON.parse(await readTail(chunks, "application/json", generate));

    assert.equal(array.length, length);
    assert.match(array.at(-1).error.message, /Upstream broke off/);
  });
}

for (
  const [what, text] of [["has ended", '[{"a":1}]'], ["is none", '{"a":1}'], [
    "has a torn element",
    `[{"a":"${"a".repeat(2 ** 16)}`,
  ]]
) {
  Deno.test(`appendLastWords() adds nothing to a JSON array that ${what}`, async () => {
    assert.equal(await readTail([text as string], "application/json", generate), text);
  });
}
