import assert from "node:assert/strict";
import { measureSizes } from "../tools/size.ts";

/** Bytes, minified and gzipped, that a change may not pass unnoticed. */
const LIMITS = { "createFetch": 15_500, "with hedge, event, learnedCutoff": 19_500 };

Deno.test("createFetch() weighs no more than it did, in one file with all that can run", async () => {
  const sizes = new Map((await measureSizes()).map(({ name, gzipped }) => [name, gzipped]));

  for (const [name, limit] of Object.entries(LIMITS)) {
    const size = sizes.get(name) ?? NaN;
    assert.ok(size <= limit, `expected at most ${limit} bytes of ${name}, got ${size}`);
  }
  assert.ok(Number(sizes.get("ky")) > 1_000);
});
