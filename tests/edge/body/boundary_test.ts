import fc from "fast-check";
import assert from "node:assert/strict";
import { ArrayBoundary } from "../../../edge/body/array_boundary.ts";
import type { Boundary } from "../../../edge/body/boundary.ts";
import { LineBoundary } from "../../../edge/body/line_boundary.ts";

const values = fc.array(
  fc.record({ text: fc.string(), list: fc.array(fc.constantFrom("]", "{", '"', "\\", "é")) }, {
    noNullPrototype: true,
  }),
);

/** Passes a text in chunks of random sizes; returns what went on after each. */
function passed(boundary: Boundary, text: string, sizes: readonly number[]): string[] {
  const bytes = new TextEncoder().encode(text);
  const seen: string[] = [];
  const decoder = new TextDecoder();
  let so = "";
  for (let at = 0, turn = 0; at < bytes.byteLength; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    so += decoder.decode(boundary.push(bytes.subarray(at, at += size)), { stream: true });
    seen.push(so);
  }
  seen.push(so + decoder.decode(boundary.rest()));
  return seen;
}

const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });

Deno.test("LineBoundary passes on whole lines, and in the end everything", () => {
  fc.assert(fc.property(values, sizes, fc.boolean(), (values, sizes, ends) => {
    const text = values.map((value) => JSON.stringify(value)).join("\n") + (ends ? "\n" : "");
    const seen = passed(new LineBoundary(), text, sizes);

    assert.equal(seen.pop() ?? "", text);
    for (const so of seen) assert.ok(so === "" || so.endsWith("\n"));
  }));
});

Deno.test("ArrayBoundary passes on whole elements, and in the end everything", () => {
  fc.assert(fc.property(values, sizes, fc.constantFrom(",", ",\r\n", " , "), (values, sizes, comma) => {
    const text = ` [${values.map((value) => JSON.stringify(value)).join(comma)}]\n`;
    const seen = passed(new ArrayBoundary(), text, sizes);

    assert.equal(seen.pop(), text);
    for (const so of seen) {
      if (so === "") continue;
      const whole: unknown = JSON.parse(so.trim().endsWith("]") && so.includes(text.trim()) ? so : `${so}]`);
      assert.deepEqual(whole, values.slice(0, (whole as unknown[]).length));
    }
  }));
});

Deno.test("LineBoundary passes on a line in pieces if it's too large to hold", () => {
  const boundary = new LineBoundary();
  const half = new Uint8Array(40 * 2 ** 10);

  assert.equal(boundary.push(half).byteLength, 0);
  assert.equal(boundary.push(half).byteLength, 80 * 2 ** 10);
  assert.equal(boundary.separator, "\n");
  boundary.push(Uint8Array.of(0x0a));
  assert.equal(boundary.separator, "");
});
