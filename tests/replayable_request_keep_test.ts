import assert from "node:assert/strict";
import { ReplayableRequest } from "../src/replayable_request.ts";
import { manualBody } from "./fixtures/fake_fetch.ts";
import { sentRequest } from "./fixtures/sent_request.ts";

const UPSTREAM = "http://upstream.test/";
const LIMIT = 1_000;

function form(): FormData {
  const data = new FormData();
  data.append("text", "é");
  data.append("file", new File(["content"], "name.txt", { type: "text/x" }));
  return data;
}

function stream(...chunks: string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const body = manualBody();
  for (const chunk of chunks) body.push(chunk);
  body.end();
  return body.stream;
}

function streamed(body: ReadableStream, headers?: HeadersInit): Request {
  return new Request(UPSTREAM, { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

const BYTES = new TextEncoder().encode("ping");

/** Bodies that can be kept, what is sent of them, and of which type. */
const KEPT: Record<string, [body: BodyInit, text: RegExp, type: RegExp | null]> = {
  "a string": ["ping é", /^ping é$/, /^text\/plain;charset=utf-8$/i],
  "an empty string": ["", /^$/, /^text\/plain;charset=utf-8$/i],
  "an ArrayBuffer": [BYTES.slice().buffer, /^ping$/, null],
  "a view of some bytes": [BYTES.subarray(1, 3), /^in$/, null],
  "a Blob": [new Blob(["ping"], { type: "text/x" }), /^ping$/, /^text\/x$/],
  "a Blob of no type": [new Blob(["ping"]), /^ping$/, null],
  "URLSearchParams": [new URLSearchParams({ a: "é" }), /^a=%C3%A9$/, /^application\/x-www-form-urlencoded/],
  "FormData": [form(), /name="text"\r\n\r\né\r\n.*name\.txt.*content/s, /^multipart\/form-data; *boundary=/],
};

for (const [name, [body, text, type]] of Object.entries(KEPT)) {
  Deno.test(`keep() has ${name} sent any number of times, the same each time`, async () => {
    const request = new ReplayableRequest(UPSTREAM, { method: "POST", body });
    await request.keep(LIMIT, undefined);
    const [first, second] = [await sentRequest(request), await sentRequest(request)];

    assert.match(first.body, text);
    assert.equal(second.body, first.body);
    if (type) assert.match(first.type ?? "", type);
    else assert.equal(first.type, null);
    assert.equal(second.type, first.type);
    assert.equal(request.once, undefined);
    assert.equal(request.bodyBytes, new TextEncoder().encode(first.body).length);
    assert.equal(request.text(), first.body);
  });
}

Deno.test("keep() has the boundary of a form named by its type", async () => {
  const request = new ReplayableRequest(UPSTREAM, { method: "POST", body: form() });
  await request.keep(LIMIT, undefined);
  for (const { body, type } of [await sentRequest(request), await sentRequest(request)]) {
    const boundary = /boundary=(.+)$/.exec(type ?? "")?.[1];
    assert.ok(boundary && body.startsWith(`--${boundary}\r\n`) && body.trimEnd().endsWith(`--${boundary}--`), body);
  }
});

Deno.test("keep() leaves a type that the caller set", async () => {
  const body = new Blob(["{}"], { type: "text/x" });
  const request = new ReplayableRequest(UPSTREAM, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json" },
  });
  await request.keep(LIMIT, undefined);
  assert.equal((await sentRequest(request)).type, "application/json");
});

Deno.test("keep() copies bytes, which the caller may change afterwards", async () => {
  const body = new TextEncoder().encode("ping");
  const request = new ReplayableRequest(UPSTREAM, { method: "POST", body });
  await request.keep(LIMIT, undefined);
  body.fill(0);
  assert.equal((await sentRequest(request)).body, "ping");
});

Deno.test("keep() takes a body of just as many bytes as the limit, and sends a larger one once, whole", async () => {
  for (const body of ["éé", BYTES, new Blob(["pi", "ng"]), BYTES.slice().buffer]) {
    const text = await new Response(body).text();
    for (const [limit, once] of [[4, undefined], [3, "maxReplayBytes is 3"]] as const) {
      const request = new ReplayableRequest(UPSTREAM, { method: "POST", body });
      await request.keep(limit, undefined);
      assert.equal(request.once, once);
      assert.equal((await sentRequest(request)).body, text);
    }
  }
});

Deno.test("keep() makes text of bytes at hand, also of more than are sent again", async () => {
  const request = new ReplayableRequest(UPSTREAM, { method: "POST", body: BYTES });
  await request.keep(3, undefined);
  assert.deepEqual([request.bodyBytes, request.text(), request.once], [4, "ping", "maxReplayBytes is 3"]);
});

Deno.test("keep() leaves a stream unread, to be sent once", async () => {
  const asyncIterable = { async *[Symbol.asyncIterator]() {} } as unknown as BodyInit;
  for (const body of [stream("ping"), asyncIterable]) {
    const request = new ReplayableRequest(UPSTREAM, { method: "POST", body });
    await request.keep(LIMIT, undefined);
    assert.equal(request.once, "its body is a stream");
    assert.equal(request.init.body, body);
    assert.equal(request.bodyBytes, undefined);
    assert.equal(request.text(), undefined);
  }
});

Deno.test("keep() reads the body of a Request, which is then used up, and sends it again", async () => {
  const source = new Request(UPSTREAM, { method: "POST", body: form() });
  const request = new ReplayableRequest(source, {});
  assert.equal(request.bodyBytes, undefined);
  await request.keep(LIMIT, undefined);
  const [first, second] = [await sentRequest(request), await sentRequest(request)];

  assert.deepEqual([second.body, second.type], [first.body, first.type]);
  assert.match(first.body, /content/);
  assert.equal(first.type, source.headers.get("content-type"));
  assert.equal(source.bodyUsed, true);
});

Deno.test("keep() leaves a Request's body over the limit whole, to be sent once", async () => {
  const chunks = Array.from({ length: 10 }, (_, index) => `${index}`.repeat(5));
  const source = streamed(stream(...chunks));
  const request = new ReplayableRequest(source, {});
  await request.keep(12, undefined);

  assert.equal(request.once, "maxReplayBytes is 12");
  assert.equal(source.bodyUsed, false);
  assert.equal(await source.text(), chunks.join(""));
});

Deno.test("keep() has nothing to copy where there is no body", async () => {
  for (const input of [UPSTREAM, new Request(UPSTREAM, { method: "POST" })]) {
    const request = new ReplayableRequest(input, { method: "POST" });
    await request.keep(0, undefined);
    assert.deepEqual([request.bodyBytes, request.once, (await sentRequest(request)).body], [0, undefined, ""]);
  }
});

Deno.test("keep() copies once, however often it is called", async () => {
  const request = new ReplayableRequest(streamed(stream("ping")), {});
  await request.keep(LIMIT, undefined);
  await request.keep(1, undefined);
  assert.equal(request.once, undefined);
  assert.equal((await sentRequest(request)).body, "ping");
});

Deno.test("keep() rejects with the signal's reason, whatever the body does", async () => {
  const silent = manualBody();
  const controller = new AbortController();
  const reason = new Error("mine");
  const kept = new ReplayableRequest(streamed(silent.stream), {}).keep(LIMIT, controller.signal);
  controller.abort(reason);
  await assert.rejects(kept, (error) => error === reason);
  // A body that was cloned is cancelled with the reasons of both branches.
  assert.deepEqual(silent.cancelled?.reason, [reason, reason]);
});

Deno.test("keep() adds no type to headers that took the place of a Request's", async () => {
  const source = new Request(UPSTREAM, { method: "POST", body: form() });
  const request = new ReplayableRequest(source, { headers: { accept: "text/event-stream" } });
  await request.keep(LIMIT, undefined);
  assert.deepEqual([...request.headers], [["accept", "text/event-stream"]]);
});

Deno.test("keep() rejects with the error of a body that fails", async () => {
  const body = manualBody();
  const kept = new ReplayableRequest(streamed(body.stream), {}).keep(LIMIT, undefined);
  body.push("pi");
  const error = new Error("theirs");
  body.fail(error);
  await assert.rejects(kept, (thrown) => thrown === error);
});
