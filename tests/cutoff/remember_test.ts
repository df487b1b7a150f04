import assert from "node:assert/strict";
import { remember } from "../../src/cutoff/remember.ts";

/** Remembers as many keys as there is room for, `0` first. */
function full(): Map<string, number> {
  const known = new Map<string, number>();
  for (let key = 0; key < 256; key++) remember(known, `${key}`, key);
  return known;
}

Deno.test("remember() keeps 256 values", () => {
  const known = full();
  assert.deepEqual([known.size, known.get("0"), known.get("255")], [256, 0, 255]);
});

Deno.test("remember() removes the least recently used value", () => {
  const known = full();
  remember(known, "256", 256);
  assert.deepEqual([known.size, known.has("0"), known.has("1"), known.has("256")], [256, false, true, true]);
});

Deno.test("remember() counts a stored key as the most recently used one", () => {
  const known = full();
  remember(known, "0", 1_000);
  assert.deepEqual([known.size, known.get("0")], [256, 1_000]);
  remember(known, "256", 256);
  assert.deepEqual([known.size, known.has("0"), known.has("1")], [256, true, false]);
});

Deno.test("remember() keeps an empty key, and undefined for a value", () => {
  const known = new Map<string, number | undefined>();
  remember(known, "", undefined);
  assert.ok(known.has(""));
});
