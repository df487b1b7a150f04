import assert from "node:assert/strict";
import { createParser } from "npm:eventsource-parser@3.1.1";
import fc from "fast-check";
import { EventFields } from "../../src/resume/events/event_fields.ts";
import { bytesOf } from "./virtual_server.ts";

Deno.test("EventFields read the id of an event without data", () => {
  const { id, hasData, data } = new EventFields(bytesOf("id: 5\n\n"));
  assert.deepEqual([id, hasData, data], ["5", false, ""]);
});

Deno.test("EventFields read fields as the standard has them", () => {
  const fields = (text: string) => {
    const { id, data, hasData, retry } = new EventFields(bytesOf(text));
    return [id, hasData ? data : undefined, retry];
  };
  assert.deepEqual(fields("id\ndata\ndata:\ndata:  b\n\n"), ["", "\n\n b", undefined]);
  assert.deepEqual(fields("id: a\0\nretry: 1x\nretry:\n\n"), [undefined, undefined, undefined]);
  assert.deepEqual(fields("id: a\nid: b\0\nretry: 10\r\n\r\n"), ["a", undefined, 10]);
  assert.deepEqual(fields(" id: a\nID: a\n:id: a\ndata : a\n\n"), [undefined, undefined, undefined]);
});

Deno.test("EventFields agree with the parser of events", () => {
  const line = fc.tuple(
    fc.constantFrom("data", "id", "retry", "event", "", "other", " data"),
    fc.constantFrom(":", ": ", ":  ", ""),
    fc.constantFrom("", "a", "12", "é", "a:b", "a\0", " x "),
    fc.constantFrom("\n", "\r", "\r\n"),
  ).map((parts) => parts.join("")).filter((line) => !/^[\r\n]/.test(line));
  fc.assert(fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
    const text = lines.join("");
    let expected: { id?: string; data: string } | undefined;
    let retry: number | undefined;
    const parser = createParser({ onEvent: (event) => expected = event, onRetry: (ms) => retry = ms });
    // It keeps a CR at the end of what it is fed back.
    parser.feed(`${text.replace(/\r\n?/g, "\n")}\n`);
    const fields = new EventFields(bytesOf(`${text}\n`));
    assert.equal(fields.retry, retry);
    assert.equal(fields.hasData ? fields.data : undefined, expected?.data);
    if (expected) assert.equal(fields.id, expected.id);
  }));
});
