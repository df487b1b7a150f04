import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createFetch, event } from "../../mod.ts";
import { answers, fakeFetch, manualBody } from "../fixtures/fake_fetch.ts";
import { breakOff, reset, resetAfterHeaders, respond, stall } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";

const quick = { minDelay: 0, maxDelay: 0 };
const fetch = createFetch({ retry: quick });

/** Promises more bytes than it sends. */
const short: Script = ({ socket }) => {
  socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nabcd");
};

const corrupt = respond(gzipSync("a".repeat(1_000)).fill(7, 12, 18), { headers: { "content-encoding": "gzip" } });

for (const [name, script] of Object.entries({ "a reset": resetAfterHeaders(), "a bad encoding": corrupt })) {
  Deno.test(`createFetch() leaves an error before the first chunk to the body: ${name}, one attempt`, async () => {
    await using upstream = await scripted(script);
    const response = await fetch(upstream.url, { retry: false });
    assert.equal(response.status, 200);
    await assert.rejects(response.text(), TypeError);
    assert.equal(upstream.requests.length, 1);
  });

  Deno.test(`createFetch() leaves an error before the first chunk to the body: ${name}, unguarded`, async () => {
    await using upstream = await scripted(script);
    const response = await fetch(upstream.url, { method: "POST", body: "{}" });
    await assert.rejects(response.text(), TypeError);
    assert.equal(upstream.requests.length, 1);
  });

  // A bad encoding would be as bad again.
  const attempts = script === corrupt ? 1 : 3;
  Deno.test(`createFetch() leaves the last attempt's error to the body: ${name}, ${attempts} attempts`, async () => {
    await using upstream = await scripted(script);
    const response = await fetch(upstream.url);
    assert.equal(upstream.requests.length, attempts);
    await assert.rejects(response.text(), TypeError);
  });
}

Deno.test("createFetch() retries after a reset before the first chunk", async () => {
  await using upstream = await scripted(resetAfterHeaders(), respond("second"));
  assert.equal(await (await fetch(upstream.url)).text(), "second");
  assert.equal(upstream.requests.length, 2);
});

for (const [name, script] of Object.entries({ "a chunked body": breakOff(["abcd"]), "a known length": short })) {
  Deno.test(`createFetch() errors, and retries nothing, if ${name} breaks after its first byte`, async () => {
    await using upstream = await scripted(script, respond("another"));
    const response = await fetch(upstream.url);

    const reader = response.body?.getReader();
    assert.equal(new TextDecoder().decode((await reader?.read())?.value), "abcd");
    await assert.rejects(reader?.read() ?? Promise.resolve(), TypeError);
    await assert.rejects(reader?.closed ?? Promise.resolve(), TypeError);

    assert.equal(upstream.requests.length, 1);
    await upstream.allClosed();
  });
}

Deno.test("createFetch() errors with the same error object as the underlying body", async () => {
  const body = manualBody();
  const error = new RangeError("from underneath");
  const pending = createFetch({ fetch: fakeFetch(answers(body)) })("http://upstream.test/");
  body.push("a");
  const reader = (await pending).body?.getReader();
  await reader?.read();

  const read = reader?.read();
  body.fail(error);

  await assert.rejects(read ?? Promise.resolve(), (thrown) => thrown === error);
});

Deno.test("createFetch() errors both clones of a response whose body breaks", async () => {
  await using upstream = await scripted(breakOff(["abcd"]));
  const response = await fetch(upstream.url);
  const clone = response.clone();
  await Promise.all([assert.rejects(response.text(), TypeError), assert.rejects(clone.text(), TypeError)]);
});

Deno.test("createFetch() rejects with the network error of its last attempt, unchanged", async () => {
  await using upstream = await scripted(reset());
  const expected = await globalThis.fetch(upstream.url).catch((error) => error);
  const before = upstream.requests.length;

  await assert.rejects(fetch(upstream.url), { name: expected.name, message: /./ });

  assert.equal(upstream.requests.length - before, 3);
});

Deno.test("createFetch() takes bytes from one attempt alone", async () => {
  const [ping, data] = [": ping 1\n\n", "data: 2\n\n"];
  await using upstream = await scripted(
    breakOff([ping, ping]),
    breakOff([ping]),
    stall([": ping 3\n\n", data]),
  );

  const response = await fetch(upstream.url, { firstByteOn: event() });
  const reader = response.body?.getReader();
  let seen = "";
  while (!seen.endsWith(data)) seen += new TextDecoder().decode((await reader?.read())?.value);

  assert.equal(seen, `: ping 3\n\n${data}`);
  assert.equal(upstream.requests.length, 3);
  await reader?.cancel();
});

Deno.test("createFetch() returns the bytes before the break of its last attempt", async () => {
  await using upstream = await scripted(breakOff([": ping\n\n"]));
  const response = await fetch(upstream.url, { firstByteOn: event(), retry: false });
  const reader = response.body?.getReader();
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), ": ping\n\n");
  await assert.rejects(reader?.read() ?? Promise.resolve(), TypeError);
});
