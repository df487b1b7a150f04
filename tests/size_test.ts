import assert from "node:assert/strict";
import { measureSizes } from "../tools/size.ts";

Deno.test("createFetch() alone weighs less than ky and cockatiel, minified and gzipped", async () => {
  const sizes = new Map((await measureSizes()).map(({ name, gzipped }) => [name, gzipped]));
  const [alone = NaN, extended = NaN] = ["createFetch", "with hedge, event, learnedCutoff"].map((name) =>
    sizes.get(name)
  );

  for (const peer of ["ky", "cockatiel"]) {
    const weight = sizes.get(peer) ?? NaN;
    assert.ok(alone < weight, `expected less than the ${weight} bytes of ${peer}, got ${alone}`);
  }
  assert.ok(extended <= 11_000, `expected at most 11,000 bytes with policies, got ${extended}`);
});
