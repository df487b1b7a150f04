import assert from "node:assert/strict";
import { measureSizes } from "../tools/size.ts";

Deno.test("createFetch() alone weighs 5 kB at most, minified and gzipped, and less than ky and cockatiel", async () => {
  const [createFetch, ...others] = await measureSizes();

  assert.equal(createFetch?.name, "createFetch");
  assert.ok(createFetch.gzipped <= 5_000, `expected at most 5,000 bytes, got ${createFetch.gzipped}`);
  const lighter = others.filter(({ gzipped }) => gzipped <= createFetch.gzipped).map(({ name }) => name);
  assert.ok(!lighter.includes("ky") && !lighter.includes("cockatiel"), `expected ofetch at most, got ${lighter}`);
});
