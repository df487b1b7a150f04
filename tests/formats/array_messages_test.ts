import assert from "node:assert/strict";
import { arrayMessages } from "../../src/formats/messages/array_messages.ts";

/** Returns what each of these chunks completes, and whether the body is foreign to the format. */
function read(...chunks: (string | Uint8Array)[]) {
  const reader = arrayMessages();
  const encoded = chunks.map((chunk) => typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
  const messages = encoded.map((chunk) => reader.push(chunk).map(({ data }) => data));
  return { messages, isForeign: reader.isForeign() };
}

Deno.test("arrayMessages() reads the objects of an array, however they are cut", () => {
  const array = new TextEncoder().encode('[{"a":"]}\\\\\\""},\r\n{"é":[{"c":1}]}]');
  const objects = ['{"a":"]}\\\\\\""}', '{"é":[{"c":1}]}'];
  for (let cut = 0; cut <= array.length; cut++) {
    const { messages, isForeign } = read(array.subarray(0, cut), array.subarray(cut));
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
