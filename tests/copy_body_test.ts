import assert from "node:assert/strict";
import { abortable } from "../src/abortable.ts";
import { copyBody } from "../src/copy_body.ts";
import { delay } from "../src/delay.ts";
import { ReplayableRequest } from "../src/replayable_request.ts";
import { fakeClock } from "./fixtures/clock.ts";
import { manualBody } from "./fixtures/fake_fetch.ts";

const request = () => new ReplayableRequest("http://upstream.test/", { method: "POST" });

Deno.test("copyBody() returns all bytes, up to the limit, and has them sent", async () => {
  for (const [limit, text] of [[4, "ping"], [3, undefined]] as const) {
    const body = manualBody();
    body.push("pi");
    body.push("ng");
    body.end();
    const sender = request();
    const bytes = await copyBody(sender, new Response(body.stream), limit, undefined, delay, abortable);
    assert.equal(bytes && new TextDecoder().decode(bytes), text);
    assert.equal(sender.init.body, bytes);
  }
});

Deno.test("copyBody() has bytes sent as they were when they were copied, however many", async () => {
  const params = new URLSearchParams("ping");
  const bytes = new TextEncoder().encode("ping=");
  for (const body of [params, bytes, bytes.slice().buffer, new DataView(bytes.buffer)]) {
    const sender = new ReplayableRequest("http://upstream.test/", { method: "POST", body });
    const copied = copyBody(sender, new Response(body), 3, undefined, delay, abortable);
    params.set("ping", "changed");
    bytes.fill(0);
    await copied;
    assert.equal(sender.text(), undefined);
    assert.equal(new TextDecoder().decode(sender.init.body as Uint8Array), "ping=");
    bytes.set(new TextEncoder().encode("ping="));
  }
});

Deno.test("copyBody() leaves what the platform only knows as text to the fetch that may know better", async () => {
  const body = { toString: () => "foreign" } as unknown as BodyInit;
  const sender = new ReplayableRequest("http://upstream.test/", { method: "POST", body });
  assert.equal(await copyBody(sender, new Response(body), 100, undefined, delay, abortable), undefined);
  assert.equal(sender.init.body, body);
});

Deno.test("copyBody() reads nothing of a form or a file that is known to be too large", async () => {
  const file = new Blob(["ping"]);
  const form = new FormData();
  form.append("a", file);
  for (const body of [file, form]) {
    const copy = new Response(body);
    const sender = new ReplayableRequest("http://upstream.test/", { method: "POST", body });
    assert.equal(await copyBody(sender, copy, 3, undefined, delay, abortable), undefined);
    assert.equal(copy.bodyUsed, false);
    await copy.body?.cancel();
  }
});

Deno.test("copyBody() cancels a body of more bytes than the limit", async () => {
  const body = manualBody();
  body.push("ping");
  assert.equal(await copyBody(request(), new Response(body.stream), 3, undefined, delay, abortable), undefined);
  assert.ok(body.cancelled);
});

Deno.test("copyBody() has nothing to read where there is no body", async () => {
  assert.equal(await copyBody(request(), new Response(), 3, undefined, delay, abortable), undefined);
});

Deno.test("copyBody() rejects with the signal's reason, before the first read and while one waits", async () => {
  for (const isEarly of [true, false]) {
    const body = manualBody();
    const controller = new AbortController();
    if (isEarly) controller.abort("mine");
    const copied = copyBody(request(), new Response(body.stream), 3, controller.signal, delay, abortable);
    controller.abort("mine");
    await assert.rejects(copied, (thrown) => thrown === "mine");
    assert.equal(body.cancelled?.reason, "mine");
  }
});

for (const [type, patience] of [["text/plain", 250], ["application/json", 10_000]] as const) {
  Deno.test(`copyBody() waits ${patience} ms for a Request of ${type} whose body goes on, which is then sent once`, async () => {
    using clock = fakeClock();
    const body = manualBody();
    body.push("begun");
    const source = new Request("http://upstream.test/", {
      ...{ method: "POST", headers: { "content-type": type }, body: body.stream, duplex: "half" } as RequestInit,
    });
    const sender = new ReplayableRequest(source, {});
    let copied: unknown = "waiting";
    copyBody(sender, source.clone(), 100, undefined, delay, abortable).then((bytes) => copied = bytes);

    await clock.tickAsync(patience - 1);
    assert.equal(copied, "waiting");
    await clock.tickAsync(1);
    assert.deepEqual([copied, sender.once, clock.timers], [undefined, "its body is a stream", 0]);
  });
}
