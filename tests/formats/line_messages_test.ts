import assert from "node:assert/strict";
import { lineMessages } from "../../src/formats/messages/line_messages.ts";

/** Returns the messages of a body, and whether it's foreign to the format. */
function read(...chunks: string[]) {
  const reader = lineMessages();
  const messages = chunks.flatMap((chunk) => reader.push(new TextEncoder().encode(chunk)));
  return { messages: [...messages, ...reader.end()].map(({ data }) => data), isForeign: reader.isForeign() };
}

Deno.test("lineMessages() reads a line as a message, however it's cut, and skips blank ones", () => {
  assert.deepEqual(read('{"a"', ":1}", '\r\n\n{"b":2}\n', '{"c":3}'), {
    messages: ['{"a":1}', '{"b":2}', '{"c":3}'],
    isForeign: false,
  });
});

Deno.test("lineMessages() takes a body without an object for a foreign one", () => {
  assert.deepEqual(read("<html>\n", "<body>"), { messages: ["<html>", "<body>"], isForeign: true });
  assert.equal(read('{"a":1}\n', "garbage\n").isForeign, false);
  assert.equal(read("garbage\n", '{"a":1}\n').isForeign, false);
});
