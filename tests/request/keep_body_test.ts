import assert from "node:assert/strict";
import { keepBody } from "../../src/request/keep_body.ts";
import type { RequestBody } from "../../src/request/request_body.ts";

const LIMIT = 1_000;
const encoder = new TextEncoder();

/** Returns the text that the platform sends of a body, which is sent once more. */
async function sent({ value }: RequestBody): Promise<string> {
  await new Response(value).text();
  return await new Response(value).text();
}

function form(...values: (string | Blob)[]): FormData {
  const data = new FormData();
  for (const value of values) {
    if (typeof value === "string") data.append("text", value);
    else data.append("file", value, "name.txt");
  }
  return data;
}

Deno.test("keepBody() keeps a text and a file unchanged", async () => {
  for (const value of ["ping é", "", new Blob(["ping"], { type: "text/x" })]) {
    const { body, type } = keepBody(value, LIMIT);
    assert.deepEqual([body.value, body.once, type], [value, undefined, undefined]);
    assert.equal(await sent(body), await new Response(value).text());
  }
});

Deno.test("keepBody() has nothing to keep if there is no body", () => {
  for (const value of [null, undefined]) {
    const { body } = keepBody(value, 0);
    assert.deepEqual([body.value, body.byteLength, body.once], [value, 0, undefined]);
  }
});

Deno.test("keepBody() copies bytes, which the caller may change", async () => {
  const bytes = encoder.encode("[ping]");
  for (const value of [bytes, bytes.buffer, new DataView(bytes.buffer)]) {
    const { body, type } = keepBody(value, LIMIT);
    bytes.fill(0);
    assert.equal(await sent(body), "[ping]");
    assert.equal(type, undefined);
    bytes.set(encoder.encode("[ping]"));
  }
  assert.equal(await sent(keepBody(bytes.subarray(1, 5), LIMIT).body), "ping");
  assert.equal(await sent(keepBody(new DataView(bytes.buffer, 1, 4), LIMIT).body), "ping");
});

Deno.test("keepBody() copies parameters, and names their type", async () => {
  const parameters = new URLSearchParams({ a: "é" });
  const expected = new Response(parameters);
  const { body, type } = keepBody(parameters, LIMIT);
  parameters.set("a", "changed");
  assert.equal(await sent(body), "a=%C3%A9");
  assert.equal(type, expected.headers.get("content-type"));
});

Deno.test("keepBody() copies a form, whose files keep their names and types", async () => {
  const data = form("é", new File(["content"], "other.txt", { type: "text/x" }));
  const { body, type } = keepBody(data, LIMIT);
  data.append("text", "late");

  const copy = body.value as FormData;
  const file = copy.get("file") as File;
  assert.deepEqual(copy.getAll("text"), ["é"]);
  assert.deepEqual([file.name, file.type, await file.text()], ["name.txt", "text/x", "content"]);
  assert.equal(type, undefined);
});

Deno.test("keepBody() keeps a body of just as many bytes as the limit, and sends a larger one once, unchanged", async () => {
  const bytes = encoder.encode("ping");
  const bodies = [
    "éé",
    bytes,
    bytes.buffer,
    new Blob(["pi", "ng"]),
    new URLSearchParams("a=bc"),
    form("ab", new Blob(["cd"])),
  ];
  for (const value of bodies) {
    assert.equal(keepBody(value, 4).body.once, undefined);
    const { body } = keepBody(value, 3);
    assert.equal(body.once, "maxReplayBytes is 3");
    if (!(value instanceof FormData)) {
      assert.equal(await new Response(body.value).text(), await new Response(value).text());
    }
  }
});

Deno.test("keepBody() doesn't copy bytes above the limit, but can read them", () => {
  const bytes = encoder.encode('{"a":1}');
  const { body } = keepBody(bytes, 3);
  assert.equal(body.value, bytes);
  assert.deepEqual([body.byteLength, body.json()], [7, { a: 1 }]);
});

Deno.test("keepBody() keeps no byte if the limit is 0, but no body and an empty one", () => {
  assert.equal(keepBody("", 0).body.once, undefined);
  assert.equal(keepBody("a", 0).body.once, "maxReplayBytes is 0");
});

Deno.test("keepBody() leaves a stream unread, to be sent once", () => {
  const stream = new Blob(["ping"]).stream();
  const iterable = { async *[Symbol.asyncIterator]() {} } as unknown as BodyInit;
  for (const value of [stream, iterable]) {
    const { body } = keepBody(value, LIMIT);
    assert.deepEqual([body.value, body.once, body.byteLength, body.text()], [
      value,
      "its body is a stream",
      undefined,
      undefined,
    ]);
  }
  assert.equal(stream.locked, false);
});

Deno.test("keepBody() recognizes a stream that can't be iterated over, as in some browsers", () => {
  const stream = new Blob(["ping"]).stream();
  Object.defineProperty(stream, Symbol.asyncIterator, { value: undefined });
  assert.equal(keepBody(stream, LIMIT).body.once, "its body is a stream");
});

Deno.test("keepBody() passes a value that the platform doesn't know to the fetch", () => {
  const value = { toString: () => "foreign" } as unknown as BodyInit;
  const { body } = keepBody(value, LIMIT);
  assert.deepEqual([body.value, body.once, body.text()], [value, undefined, undefined]);
});
