import assert from "node:assert/strict";
import { createFetch } from "../../mod.ts";
import { answers, fakeFetch, manualBody } from "../fixtures/fake_fetch.ts";
import { respond, sse, stall } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const UPSTREAM = "http://upstream.test/";
const fetch = createFetch();

for (const guarded of [true, false]) {
  const init = { guard: () => guarded };
  const how = guarded ? "guarded" : "unguarded";

  Deno.test(`createFetch() errors a body that is being read with the caller's own reason: ${how}`, async () => {
    await using upstream = await scripted(stall(["a"]));
    const controller = new AbortController();
    const response = await fetch(upstream.url, { ...init, signal: controller.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    const reason = { mine: true };

    const read = assert.rejects(reader?.read() ?? Promise.resolve(), (thrown) => thrown === reason);
    controller.abort(reason);

    await read;
    await assert.rejects(reader?.closed ?? Promise.resolve(), (thrown) => thrown === reason);
    await upstream.allClosed();
    assert.equal(upstream.requests.length, 1);
  });

  Deno.test(`createFetch() errors an unread body with the caller's own reason: ${how}`, async () => {
    await using upstream = await scripted(stall(["a"]));
    const controller = new AbortController();
    const response = await fetch(upstream.url, { ...init, signal: controller.signal });
    const reason = new Error("mine");

    controller.abort(reason);

    await upstream.allClosed();
    await assert.rejects(response.text(), (thrown) => thrown === reason);
  });

  Deno.test(`createFetch() errors every clone of a body with the caller's own reason: ${how}`, async () => {
    await using upstream = await scripted(stall(["a"]));
    const controller = new AbortController();
    const response = await fetch(upstream.url, { ...init, signal: controller.signal });
    const texts = [response.clone(), response].map((each) => each.text().catch((error) => error));

    controller.abort("mine");

    assert.deepEqual(await Promise.all(texts), ["mine", "mine"]);
    await upstream.allClosed();
  });

  Deno.test(`createFetch() ignores an abort after the body's end: ${how}`, async () => {
    await using upstream = await scripted(sse("a", "b"), respond("whole"));
    for (const text of ["data: a\n\ndata: b\n\n", "whole"]) {
      const controller = new AbortController();
      const response = await fetch(upstream.url, { ...init, signal: controller.signal });
      assert.equal(await response.text(), text);
      controller.abort();
      assert.equal(response.bodyUsed, true);
    }
  });

  Deno.test(`createFetch() closes the connection of a body that is cancelled: ${how}`, async () => {
    await using upstream = await scripted(stall(["a"]));
    const response = await fetch(upstream.url, init);
    await response.body?.cancel("enough");
    await upstream.requests[0]?.closed;
    await upstream.allClosed();
  });

  Deno.test(`createFetch() closes the connection of a body that is left in the middle: ${how}`, async () => {
    await using upstream = await scripted(stall(["a", "b"]));
    const response = await fetch(upstream.url, init);
    for await (const chunk of response.body ?? []) {
      assert.ok(chunk.length > 0);
      break;
    }
    await upstream.allClosed();
  });
}

Deno.test("createFetch() cancels the underlying body with the same reason", async () => {
  const body = manualBody();
  const pending = createFetch({ fetch: fakeFetch(answers(body)) })(UPSTREAM);
  body.push("a");
  const reason = { mine: true };
  await (await pending).body?.cancel(reason);
  assert.strictEqual(body.cancelled?.reason, reason);
});

Deno.test("createFetch() errors a body at once, even if the underlying body ignores the signal", async () => {
  const body = manualBody();
  const controller = new AbortController();
  const pending = createFetch({ fetch: fakeFetch(answers(body)) })(UPSTREAM, { signal: controller.signal });
  body.push("a");
  const reader = (await pending).body?.getReader();
  await reader?.read();
  const read = reader?.read() ?? Promise.resolve();

  controller.abort("mine");

  await assert.rejects(read, (thrown) => thrown === "mine");
  assert.strictEqual(body.cancelled?.reason, "mine");
});

Deno.test("createFetch() rejects with the caller's reason while the body of a Request is read", async () => {
  const stream = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"stream":')),
  });
  const controller = new AbortController();
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", body: stream, headers, duplex: "half", signal: controller.signal };
  const underneath = fakeFetch(answers("a"));
  const pending = createFetch({ fetch: underneath })(new Request(UPSTREAM, init));
  await new Promise((resolve) => setTimeout(resolve, 0));

  controller.abort("mine");

  await assert.rejects(pending, (thrown) => thrown === "mine");
  assert.equal(underneath.calls.length, 0);
});

Deno.test("createFetch() sends no request body twice after an abort in the middle of an upload", async () => {
  await using upstream = await scripted(respond("a"));
  const controller = new AbortController();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("part")),
  });
  const init = { method: "POST", body, duplex: "half", signal: controller.signal, guard: () => true };
  const pending = fetch(upstream.url, init);
  while (upstream.sockets === 0) await new Promise((resolve) => setTimeout(resolve, 1));

  controller.abort("mine");

  await assert.rejects(pending, (thrown) => thrown === "mine");
  await upstream.allClosed();
  assert.equal(upstream.requests.length, 0);
});
