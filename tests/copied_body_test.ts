import assert from "node:assert/strict";
import { copiedBody } from "../src/copied_body.ts";
import { replayableRequest } from "../src/replayable_request.ts";
import { manualBody } from "./fixtures/fake_fetch.ts";

const request = () => replayableRequest("http://upstream.test/", { method: "POST" });

Deno.test("copiedBody() returns all bytes, up to the limit, and has them sent", async () => {
  for (const [limit, text] of [[4, "ping"], [3, undefined]] as const) {
    const body = manualBody();
    body.push("pi");
    body.push("ng");
    body.end();
    const sender = request();
    const bytes = await copiedBody(sender, new Response(body.stream), limit, undefined);
    assert.equal(bytes && new TextDecoder().decode(bytes), text);
    assert.equal(sender.init.body, bytes);
  }
});

Deno.test("copiedBody() has bytes sent as they were when they were copied, however many", async () => {
  const params = new URLSearchParams("ping");
  const bytes = new TextEncoder().encode("ping=");
  for (const body of [params, bytes, bytes.slice().buffer, new DataView(bytes.buffer)]) {
    const sender = replayableRequest("http://upstream.test/", { method: "POST", body });
    const copied = copiedBody(sender, new Response(body), 3, undefined);
    params.set("ping", "changed");
    bytes.fill(0);
    await copied;
    assert.equal(sender.text(), undefined);
    assert.equal(new TextDecoder().decode(sender.init.body as Uint8Array), "ping=");
    bytes.set(new TextEncoder().encode("ping="));
  }
});

Deno.test("copiedBody() leaves what the platform only knows as text to the fetch that may know better", async () => {
  const body = { toString: () => "foreign" } as unknown as BodyInit;
  const sender = replayableRequest("http://upstream.test/", { method: "POST", body });
  assert.equal(await copiedBody(sender, new Response(body), 100, undefined), undefined);
  assert.equal(sender.init.body, body);
});

Deno.test("copiedBody() reads nothing of a form or a file that is known to be too large", async () => {
  const file = new Blob(["ping"]);
  const form = new FormData();
  form.append("a", file);
  for (const body of [file, form]) {
    const copy = new Response(body);
    const sender = replayableRequest("http://upstream.test/", { method: "POST", body });
    assert.equal(await copiedBody(sender, copy, 3, undefined), undefined);
    assert.equal(copy.bodyUsed, false);
    await copy.body?.cancel();
  }
});

Deno.test("copiedBody() cancels a body of more bytes than the limit", async () => {
  const body = manualBody();
  body.push("ping");
  assert.equal(await copiedBody(request(), new Response(body.stream), 3, undefined), undefined);
  assert.ok(body.cancelled);
});

Deno.test("copiedBody() has nothing to read where there is no body", async () => {
  assert.equal(await copiedBody(request(), new Response(), 3, undefined), undefined);
});

Deno.test("copiedBody() rejects with the signal's reason, before the first read and while one waits", async () => {
  for (const isEarly of [true, false]) {
    const body = manualBody();
    const controller = new AbortController();
    if (isEarly) controller.abort("mine");
    const copied = copiedBody(request(), new Response(body.stream), 3, controller.signal);
    controller.abort("mine");
    await assert.rejects(copied, (thrown) => thrown === "mine");
    assert.equal(body.cancelled?.reason, "mine");
  }
});
