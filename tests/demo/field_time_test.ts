import assert from "node:assert/strict";
import { fieldTime } from "./page/field_time.js";
import { inField } from "./scale.ts";

Deno.test("fieldTime() shows tenths of a second if they tell something", () => {
  assert.deepEqual([0, 2.44, 9.94, 9.96, 54.4, 450].map(fieldTime), [
    "0.0 s",
    "2.4 s",
    "9.9 s",
    "10 s",
    "54 s",
    "450 s",
  ]);
});

Deno.test("inField() says milliseconds of the demo as the field's seconds", () => {
  assert.equal(inField(4_500), "450 s");
});
