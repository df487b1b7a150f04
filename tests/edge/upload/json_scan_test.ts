import fc from "fast-check";
import assert from "node:assert/strict";
import { JsonScan } from "../../../edge/upload/json_scan.ts";

const encoder = new TextEncoder();

/** Scans a text in chunks of a few bytes. */
function scanned(text: string, size = 3): JsonScan {
  const scan = new JsonScan();
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.byteLength; at += size) scan.push(bytes.subarray(at, at + size));
  return scan;
}

function asksForStream(text: string, size?: number): boolean {
  const { isWhole, sketch } = scanned(text, size);
  const { stream, jsonrpc } = sketch as { stream?: boolean; jsonrpc?: string };
  return isWhole && stream === true && jsonrpc === undefined;
}

const asking = [
  '{"stream":true}',
  ' {\n"a" : [1, {"stream":false}], "stream" :\ttrue } ',
  '{"stream":false,"stream":true}',
  '{"str\\u0065am":true}',
  '{"\\u0073\\u0074\\u0072\\u0065\\u0061\\u006d":true}',
  '{"a":"\\\\","stream":true}',
  '{"a":"\\"}{","b":"é","stream":true}',
  '{"a":{"b":[]},"stream":true,"c":{"stream":false}}',
];
const others = [
  "",
  "true",
  '["stream",true]',
  '[{"stream":true}]',
  '{"stream":"true"}',
  '{"stream":[true]}',
  '{"stream":1}',
  '{"stream":truely}',
  '{"stream":true',
  '{"stream":true,"stream":false}',
  '{"a":{"stream":true}}',
  '{"a":"stream","b":true}',
  '{"a":"\\"stream\\":true"}',
  '{"streams":true}',
  '{"Stream":true}',
  '{"jsonrpc":"2.0","stream":true}',
];

Deno.test("JsonScan finds a request for a stream at the top level, and nowhere else", () => {
  for (const text of asking) assert.equal(asksForStream(text), true, text);
  for (const text of others) assert.equal(asksForStream(text), false, text);
});

Deno.test("JsonScan agrees with JSON.parse() on any object, in chunks of any size", () => {
  const name = fc.oneof(fc.constantFrom("stream", "a", 'q"', "\\", "é"), fc.string());
  const value = fc.oneof(fc.boolean(), fc.jsonValue({ maxDepth: 3 }));
  const objects = fc.array(fc.tuple(name, value), { maxLength: 6 }).filter((members) =>
    members.every(([name]) => name !== "jsonrpc" && name !== "__proto__")
  );
  fc.assert(fc.property(objects, fc.integer({ min: 1, max: 40 }), fc.nat(2), (members, size, indent) => {
    const text = JSON.stringify(Object.fromEntries(members), undefined, indent);

    assert.equal(asksForStream(text, size), JSON.parse(text).stream === true);
  }));
});

Deno.test("JsonScan sketches a text that isn't complete", () => {
  const cases: [string, object][] = [
    ['{"model":"m","stream":false,"messages":["', { model: "", stream: false }],
    ['{"stream":true,"jsonrpc":"2.0","params":{', { stream: true, jsonrpc: "2.0" }],
    ['{"m\\u006fdel":"m"', { model: "" }],
    ["{", {}],
    ['[{"stream":true}', []],
    ["", []],
  ];
  for (const [text, sketch] of cases) assert.deepEqual(scanned(text).sketch, sketch, text);
});

Deno.test("JsonScan counts values at any depth, but not those inside strings", () => {
  assert.ok(scanned(`[${"[],".repeat(99)}[]]`).values >= 100);
  assert.ok(scanned("[".repeat(100)).values >= 100);
  assert.ok(scanned(JSON.stringify({ a: ",[{".repeat(100) })).values < 10);
});
