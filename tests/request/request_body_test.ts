import assert from "node:assert/strict";
import { RequestBody } from "../../src/request/request_body.ts";

const BYTES = new TextEncoder().encode("[é]");

const BODIES: [
  name: string,
  value: BodyInit | null | undefined,
  byteLength: number | undefined,
  text: string | undefined,
][] = [
  ["no body", undefined, 0, undefined],
  ["null", null, 0, undefined],
  ["a text", "é", 2, "é"],
  ["an empty text", "", 0, ""],
  ["bytes", BYTES, 4, "[é]"],
  ["some bytes of a buffer", BYTES.subarray(1, 3), 2, "é"],
  ["a DataView", new DataView(BYTES.buffer, 1, 2), 2, "é"],
  ["a buffer", BYTES.slice().buffer, 4, "[é]"],
  ["a file", new Blob(["[é]"]), 4, undefined],
  ["a form", new FormData(), undefined, undefined],
  ["a stream", new Blob(["a"]).stream(), undefined, undefined],
];

for (const [name, value, byteLength, text] of BODIES) {
  Deno.test(`RequestBody has ${byteLength} bytes and the text ${JSON.stringify(text)} of ${name}`, () => {
    const body = new RequestBody(value);
    assert.deepEqual([body.byteLength, body.text(), body.once, body.value], [byteLength, text, undefined, value]);
  });
}

Deno.test("RequestBody parses its JSON once, and has none if there is none", () => {
  const body = new RequestBody('{"a":1}');
  assert.deepEqual(body.json(), { a: 1 });
  assert.equal(body.json(), body.json());
  assert.deepEqual(new RequestBody(new TextEncoder().encode("[1]")).json(), [1]);
  for (const value of [undefined, null, "", "{", new Blob(["{}"])]) {
    assert.equal(new RequestBody(value).json(), undefined);
  }
  for (const [text, json] of [["null", null], ["0", 0], ["false", false]] as const) {
    assert.equal(new RequestBody(text).json(), json);
  }
});

Deno.test("RequestBody looks at the bytes of a file if they were read", () => {
  const file = new Blob(['{"a":1}']);
  const body = new RequestBody(file, undefined, new TextEncoder().encode('{"a":1}'));
  assert.deepEqual([body.value, body.byteLength, body.text(), body.json()], [file, 7, '{"a":1}', { a: 1 }]);
});

Deno.test("RequestBody keeps why it can be sent only once", () => {
  assert.equal(new RequestBody("a", "maxReplayBytes is 0").once, "maxReplayBytes is 0");
});
