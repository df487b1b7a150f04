import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createFetch } from "../../mod.ts";
import { json, redirect, respond, sse, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";

const fetch = createFetch();

const FORM = { headers: { "content-type": "application/x-www-form-urlencoded" } };
const GZIP = { headers: { "content-encoding": "gzip", "content-type": "text/plain" } };

/** What the upstream answers, by name. */
const SCRIPTS: Record<string, Script[]> = {
  "a text": [respond("hello", { headers: { "content-type": "text/plain;charset=utf-8", "x-a": "1" } })],
  "an empty body": [respond("")],
  "JSON": [json({ a: 1 })],
  "a stream of events": [sse("a", "b", "c")],
  "a chunked body": [trickle(["ab", "cd", "ef"], 1, { headers: {} })],
  "a chunked body of no chunks": [trickle([], 0, { headers: {} })],
  "a large body": [respond("0123456789".repeat(50_000))],
  "a compressed body": [respond(gzipSync("compressed ".repeat(100)), GZIP)],
  "a form": [respond("a=1&b=2", FORM)],
  "204": [respond("", { status: 204 })],
  "205": [respond("", { status: 205 })],
  "304": [respond("", { status: 304, headers: { etag: '"a"' } })],
  "404": [respond("nothing here", { status: 404 })],
  "500": [json({ error: "broken" }, { status: 500 })],
  "a redirect": [redirect("/there?x=1"), respond("there")],
  "an unusual status": [respond("odd", { status: 299 })],
};

/** Everything of a response that can be looked at without reading it. */
function face(response: Response) {
  const { status, statusText, ok, redirected, type, url, bodyUsed, headers } = response;
  const { pathname, search } = new URL(url);
  const shown = [...headers].filter(([name]) => name !== "date");
  const body = response.body && [response.body.constructor, response.body.locked, response.body === response.body];
  const tag = Object.prototype.toString.call(response);
  const path = pathname + search;
  return { status, statusText, ok, redirected, type, path, bodyUsed, shown, body, tag, class: response.constructor };
}

for (const [name, scripts] of Object.entries(SCRIPTS)) {
  for (const method of ["GET", "HEAD"]) {
    Deno.test(`createFetch() returns a response like the platform's: ${method}, ${name}`, async () => {
      await using theirs = await scripted(...scripts);
      await using ours = await scripted(...scripts);

      const expected = await globalThis.fetch(`${theirs.url}/path?q=1`, { method });
      const response = await fetch(`${ours.url}/path?q=1`, { method });

      assert.deepEqual(face(response), face(expected));
      assert.equal(response.url.startsWith(ours.url), true);
      assert.deepEqual(face(response.clone()), face(expected.clone()));
      assert.deepEqual(await response.bytes(), await expected.bytes());
      assert.deepEqual(face(response), face(expected));
    });
  }
}

for (const [name, scripts] of Object.entries({ whole: [respond("hello")], streamed: [sse("a", "b")] })) {
  Deno.test(`createFetch() returns a response whose headers cannot be changed: body ${name}`, async () => {
    await using upstream = await scripted(...scripts);
    const response = await fetch(upstream.url);

    const clone = response.clone();
    const responses = [response, clone, clone.clone()];
    for (const { headers } of responses) {
      assert.throws(() => headers.set("x-a", "b"), TypeError);
      assert.throws(() => headers.append("x-a", "b"), TypeError);
      assert.throws(() => headers.delete("content-type"), TypeError);
      assert.equal(headers.has("x-a"), false);
    }
    await Promise.all(responses.map((response) => response.text()));
  });

  Deno.test(`createFetch() returns a response that can be cloned, teed and rebuilt: body ${name}`, async () => {
    await using upstream = await scripted(...scripts);
    const text = await (await globalThis.fetch(upstream.url)).text();

    const response = await fetch(upstream.url);
    const clone = response.clone();
    const rebuilt = new Response((await fetch(upstream.url)).body, response);
    const [left, right] = (await fetch(upstream.url)).body?.tee() ?? [];

    assert.deepEqual(await Promise.all([response.text(), clone.text()]), [text, text]);
    assert.equal(clone.url, response.url);
    assert.equal(await rebuilt.text(), text);
    assert.equal(rebuilt.headers.get("content-type"), response.headers.get("content-type"));
    assert.deepEqual(await Promise.all([new Response(left).text(), new Response(right).text()]), [text, text]);
  });

  Deno.test(`createFetch() returns a response that is read once: body ${name}`, async () => {
    await using upstream = await scripted(...scripts);
    const response = await fetch(upstream.url);

    const text = response.text();
    assert.equal(response.bodyUsed, true);
    await text;

    await assert.rejects(response.text(), TypeError);
    assert.throws(() => response.clone(), TypeError);
    assert.throws(() => new Response(response.body), TypeError);
  });
}

Deno.test("createFetch() returns a body that a BYOB reader can fill", async () => {
  await using upstream = await scripted(sse("a", "b"));
  const text = await (await globalThis.fetch(upstream.url)).text();
  const response = await fetch(upstream.url);

  const reader = response.body?.getReader({ mode: "byob" });
  assert.ok(reader);
  let seen = "";
  for (let buffer = new Uint8Array(3);;) {
    const { done, value } = await reader.read(buffer);
    if (done) break;
    seen += new TextDecoder().decode(value);
    buffer = new Uint8Array(value.buffer);
  }

  assert.equal(seen, text);
  await reader.closed;
});

Deno.test("createFetch() returns a response that every method can read", async () => {
  await using upstream = await scripted(
    json({ a: [1] }),
    respond("héllo", { headers: { "content-type": "text/plain" } }),
    respond(new Uint8Array([0, 255, 128])),
    respond(new Uint8Array([1, 2])),
    respond("a=1&a=2", FORM),
    respond('--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nbody\r\n--x--\r\n', {
      headers: { "content-type": "multipart/form-data; boundary=x" },
    }),
  );

  assert.deepEqual(await (await fetch(upstream.url)).json(), { a: [1] });
  const blob = await (await fetch(upstream.url)).blob();
  assert.deepEqual([blob.type, await blob.text()], ["text/plain", "héllo"]);
  assert.deepEqual(await (await fetch(upstream.url)).bytes(), new Uint8Array([0, 255, 128]));
  assert.deepEqual(new Uint8Array(await (await fetch(upstream.url)).arrayBuffer()), new Uint8Array([1, 2]));
  assert.deepEqual((await (await fetch(upstream.url)).formData()).getAll("a"), ["1", "2"]);
  const file = (await (await fetch(upstream.url)).formData()).get("f");
  assert.ok(file instanceof File);
  assert.deepEqual([file.name, await file.text()], ["a.txt", "body"]);
});

Deno.test("createFetch() follows, returns or refuses redirects like the platform", async () => {
  await using upstream = await scripted(redirect("/there"));

  const manual = await fetch(upstream.url, { redirect: "manual" });
  const expected = await globalThis.fetch(upstream.url, { redirect: "manual" });
  await assert.rejects(fetch(upstream.url, { redirect: "error", retry: false }), TypeError);

  assert.deepEqual(face(manual), face(expected));
  assert.equal(manual.headers.get("location"), "/there");
  await Promise.all([manual.body?.cancel(), expected.body?.cancel()]);
});

Deno.test("createFetch() fetches data: and blob: URLs", async () => {
  const url = URL.createObjectURL(new Blob(["blob"], { type: "text/x" }));
  try {
    const response = await fetch(url);
    assert.deepEqual([response.url, response.headers.get("content-type")], [url, "text/x"]);
    assert.equal(await response.text(), "blob");
  } finally {
    URL.revokeObjectURL(url);
  }
  assert.equal(await (await fetch(new URL("data:text/plain,%C3%A9"))).text(), "é");
});
