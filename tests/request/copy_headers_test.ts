import assert from "node:assert/strict";
import { copyHeaders, withHeader } from "../../src/request/copy_headers.ts";

const PAIRS: [string, string][] = [["B", "1"], ["a", "2"], ["B", "3"]];

Deno.test("copyHeaders() keeps the shape that the caller chose", () => {
  const record = { B: "1", a: "2" };
  assert.deepEqual(copyHeaders(record), { B: "1", a: "2" });
  assert.deepEqual(copyHeaders(PAIRS), PAIRS);
  assert.deepEqual(copyHeaders(PAIRS.values() as unknown as HeadersInit), PAIRS);
  const copy = copyHeaders(new Headers(PAIRS));
  assert.ok(copy instanceof Headers);
  assert.deepEqual([...copy], [["a", "2"], ["b", "1, 3"]]);
});

Deno.test("copyHeaders() shares nothing with the original", () => {
  const record: Record<string, string> = { a: "1" };
  const headers = new Headers(record);
  const pairs: [string, string][] = [["a", "1"]];
  const copies = [record, headers, pairs].map(copyHeaders);
  record.a = "2";
  headers.set("a", "2");
  Object.assign(pairs[0] ?? [], ["a", "2"]);
  pairs.push(["b", "2"]);
  for (const copy of copies) assert.deepEqual([...new Headers(copy)], [["a", "1"]]);
});

for (const shape of ["Headers", "a record", "a list", "nothing"] as const) {
  const given = {
    "Headers": new Headers({ "X-Key": "mine" }),
    "a record": { "X-Key": "mine" },
    "a list": [["X-Key", "mine"]],
  };
  const headers = shape === "nothing" ? undefined : given[shape] as HeadersInit;

  Deno.test(`withHeader() sets a header unless it's among ${shape}, whatever its case`, () => {
    const before = JSON.stringify(headers && [...new Headers(headers)]);
    const kept = withHeader(headers, "x-key", "ours");
    const added = withHeader(headers, "x-other", "ours");
    assert.equal(new Headers(kept).get("x-key"), headers ? "mine" : "ours");
    assert.equal(new Headers(added).get("x-other"), "ours");
    assert.equal(Array.isArray(added), shape === "a list");
    assert.equal(added instanceof Headers, shape === "Headers");
    assert.equal(JSON.stringify(headers && [...new Headers(headers)]), before);
  });
}

Deno.test("withHeader() keeps an empty value that the caller set", () => {
  assert.deepEqual(withHeader({ "x-key": "" }, "x-key", "ours"), { "x-key": "" });
});
