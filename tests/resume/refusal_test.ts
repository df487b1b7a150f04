import assert from "node:assert/strict";
import { statusRefusal } from "../../src/resume/refusal.ts";

Deno.test("statusRefusal() is transient for a temporary status, and for those that a policy adds", () => {
  const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
  const transient = (further: number[]) =>
    statuses.filter((status) => {
      const refused = statusRefusal(new Response(null, { status }), further);
      return refused.kind === "refused" && refused.transient;
    });
  const temporary = [408, 425, 429, 500, 502, 503, 504, 529];
  assert.deepEqual(transient([]), temporary);
  assert.deepEqual(transient([599]), [...temporary, 599]);
});
