import assert from "node:assert/strict";
import { arrayMessages } from "../../src/formats/messages/array_messages.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Returns what each of these chunks completes, and whether the body is foreign to the format. */
function read(...chunks: string[]) {
  const reader = arrayMessages();
  const messages = chunks.map((chunk) => reader.push(bytes(chunk)).map(({ data }) => data));
  return { messages, isForeign: reader.isForeign() };
}

Deno.test("arrayMessages() reads the objects of an array, however they are cut", () => {
  const array = '[{"a":"]}\\\\\\""},\r\n{"b":[{"c":1}]}]';
  const objects = ['{"a":"]}\\\\\\""}', '{"b":[{"c":1}]}'];
  for (let cut = 0; cut <= array.length; cut++) {
    const { messages, isForeign } = read(array.slice(0, cut), array.slice(cut));
    assert.deepEqual([messages.flat(), isForeign], [objects, false], `${cut}`);
  }
});

Deno.test("arrayMessages() returns one message of a body that isn't JSON, and knows that it's foreign", () => {
  assert.deepEqual(read("<html>", "more"), { messages: [["<html>"], []], isForeign: true });
});

Deno.test("arrayMessages() takes a body that began with an object for one of the format", () => {
  const { messages, isForeign } = read('[{"a":1}', "garbage");
  assert.deepEqual([messages[0], isForeign], [['{"a":1}'], false]);
});
