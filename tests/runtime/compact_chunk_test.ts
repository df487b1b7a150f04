import assert from "node:assert/strict";
import { compactChunk } from "../../src/runtime/compact_chunk.ts";

Deno.test("compactChunk() keeps no buffer that is much larger than the chunk", () => {
  const chunk = new Uint8Array(65_536).fill(7).subarray(10, 13);

  const kept = compactChunk(chunk);

  assert.deepEqual([...kept], [7, 7, 7]);
  assert.equal(kept.buffer.byteLength, 3);
});

Deno.test("compactChunk() doesn't copy a chunk that fills its buffer", () => {
  const chunk = new Uint8Array(100).subarray(20);

  assert.equal(compactChunk(chunk), chunk);
});

Deno.test("compactChunk() leaves what isn't bytes to the platform", () => {
  const chunk = "text" as unknown as Uint8Array<ArrayBuffer>;

  assert.equal(compactChunk(chunk), chunk);
});
