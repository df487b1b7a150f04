import fc from "fast-check";
import assert from "node:assert/strict";
import { eventText } from "../../src/events/event_text.ts";

/** Decodes bytes that are cut into chunks of `size`. */
function decoded(bytes: Uint8Array, size: number): string {
  const toText = eventText();
  let text = "";
  for (let at = 0; at < bytes.length; at += size) text += toText(bytes.subarray(at, at + size));
  return text;
}

Deno.test("eventText() ends each line in one LF and drops a mark at the beginning, wherever its bytes are cut", () => {
  const pieces = fc.array(fc.constantFrom("\r", "\n", "\r\n", "a", "é", "\uFEFF", "b\r"));
  fc.assert(fc.property(pieces, fc.integer({ min: 1, max: 4 }), (chunks, size) => {
    const text = chunks.join("");
    const expected = text.replace(/^\uFEFF/, "").replace(/\r\n|\r/g, "\n");
    assert.equal(decoded(new TextEncoder().encode(text), size), expected);
  }));
});
