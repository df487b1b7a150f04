import assert from "node:assert/strict";
import fc from "fast-check";
import { EventBlocks } from "../../src/resume/events/event_blocks.ts";
import { bytesOf } from "./virtual_server.ts";

function split(...chunks: string[]): string[] {
  const blocks = new EventBlocks();
  return chunks.flatMap((chunk) => blocks.push(bytesOf(chunk))).map((block) => new TextDecoder().decode(block));
}

Deno.test("EventBlocks hand out an event with its last byte", () => {
  assert.deepEqual(split("data: a\n", "\n"), ["data: a\n\n"]);
  assert.deepEqual(split("data: a\r\n\r\n"), ["data: a\r\n\r\n"]);
  assert.deepEqual(split("data: a\r\r", "data: b\r\r"), ["data: a\r\r", "data: b\r\r"]);
  assert.deepEqual(split("data: a\r\n\r", "\ndata: b\n\n"), ["data: a\r\n\r", "\n", "data: b\n\n"]);
  assert.deepEqual(split("data: a\r", "\n\r\n"), ["data: a\r\n\r\n"]);
  assert.deepEqual(split("data: a\n", "\r", "\r"), ["data: a\n\r", "\r"]);
});

Deno.test("EventBlocks hand out comments and blank lines between events", () => {
  assert.deepEqual(split(": a\n: b\n\ndata: 1\n: c\n\n"), [": a\n", ": b\n", "\n", "data: 1\n: c\n\n"]);
});

Deno.test("EventBlocks hold back an event that isn't whole", () => {
  const blocks = new EventBlocks();
  assert.deepEqual(blocks.push(bytesOf("id: 1\nda")), []);
  assert.deepEqual([blocks.pending, blocks.inEvent], [8, true]);
  assert.deepEqual(blocks.flush(), bytesOf("id: 1\nda"));
  assert.deepEqual([blocks.pending, blocks.inEvent], [0, false]);
});

Deno.test("EventBlocks are the stream, byte for byte, and end alike wherever it is cut", () => {
  const stream = fc.array(fc.constantFrom("\r", "\n", ":", "data", "x", "\uFEFF", "é"), { maxLength: 40 })
    .map((parts) => bytesOf(parts.join("")));
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(stream, sizes, (bytes, sizes) => {
    const [atOnce, cut] = [new EventBlocks(), new EventBlocks()];
    const whole = atOnce.push(bytes);
    const pieces: Uint8Array[] = [];
    for (let start = 0, index = 0; start < bytes.length; index++) {
      const size = sizes[index % sizes.length] as number;
      pieces.push(...cut.push(bytes.slice(start, start + size)));
      start += size;
    }
    const joined = (blocks: Uint8Array[]) => blocks.flatMap((block) => [...block]);
    assert.deepEqual([...joined(pieces), ...cut.flush()], [...bytes]);
    assert.deepEqual([...joined(whole), ...atOnce.flush()], [...bytes]);
    const text = (blocks: Uint8Array[]) =>
      blocks.map((block) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(block).replace(/\r\n/g, "\r"))
        .filter((block) => block !== "\n");
    // An LF that comes by itself behind a CR is a block of its own.
    assert.deepEqual(text(pieces).filter((block) => block !== "\r"), text(whole).filter((block) => block !== "\r"));
  }));
});
