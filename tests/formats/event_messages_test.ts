import assert from "node:assert/strict";
import { eventMessages } from "../../src/formats/messages/event_messages.ts";

/** Returns the messages of these chunks, and whether the body is foreign to the format. */
function read(...chunks: string[]) {
  const reader = eventMessages();
  const messages = chunks.flatMap((chunk) => reader.push(new TextEncoder().encode(chunk)));
  return { messages: [...messages, ...reader.end()].map(({ data }) => data), isForeign: reader.isForeign() };
}

Deno.test("eventMessages() takes a body of other lines for a foreign one, unless an event came", () => {
  assert.deepEqual(read("<html>\n", "<body>\n"), { messages: ["<html>", "<body>"], isForeign: true });
  assert.deepEqual(read("<html>\n", "data: a\n\n"), { messages: ["<html>", "a"], isForeign: false });
  assert.deepEqual(read("data: a\n\n", "<html>\n"), { messages: ["a", "<html>"], isForeign: false });
  assert.deepEqual(read(": comment\n\n"), { messages: [], isForeign: false });
});

Deno.test("eventMessages() reads a JSON object over several lines as one message, whole or cut off", () => {
  assert.deepEqual(read('{"error": {\n"code": 5\n', "}}\n").messages, ['{"error": {\n"code": 5\n}}']);
  assert.deepEqual(read('{"error": {\n').messages, ['{"error": {\n']);
  assert.deepEqual(read('{"error": {\n', "data: a\n\n").messages, ['{"error": {\n', "a"]);
});

Deno.test("eventMessages() drops a field that the end of the body cut in its name", () => {
  assert.deepEqual(read("data: a\n\n", "dat"), { messages: ["a"], isForeign: false });
  assert.deepEqual(read("data: a\n\n", "dax").messages, ["a", "dax"]);
});

Deno.test("eventMessages() stops at a JSON object of more than 16 MiB over several lines", () => {
  const reader = eventMessages();
  const line = new TextEncoder().encode(`${"x".repeat(2 ** 20)}\n`);
  reader.push(new TextEncoder().encode("{\n"));
  for (let lines = 0; lines < 15; lines++) reader.push(line);
  assert.equal(reader.overflows(), false);
  reader.push(line);
  assert.equal(reader.overflows(), true);
});
