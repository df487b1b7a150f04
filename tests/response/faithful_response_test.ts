import assert from "node:assert/strict";
import { canReplaceBody, FaithfulResponse } from "../../src/response/faithful_response.ts";
import { respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

Deno.test("FaithfulResponse has all of the original but its body", async () => {
  await using upstream = await scripted(respond("original", { status: 418, headers: { "x-a": "1" } }));
  const original = await fetch(`${upstream.url}/a`);

  const response = new FaithfulResponse(original, new TextEncoder().encode("other"));

  for (const name of ["status", "statusText", "ok", "url", "redirected", "type"] as const) {
    assert.equal(response[name], original[name], name);
  }
  assert.deepEqual([...response.headers], [...original.headers]);
  assert.ok(response instanceof Response);
  assert.equal(await response.text(), "other");
  await original.body?.cancel();
});

Deno.test("FaithfulResponse is cloned faithfully, and its clones are", async () => {
  await using upstream = await scripted(respond("original"));
  const original = await fetch(upstream.url);
  const response = new FaithfulResponse(original, "other");
  const clone = response.clone().clone();

  assert.deepEqual([clone.url, clone.type], [original.url, original.type]);
  assert.throws(() => clone.headers.set("a", "b"), TypeError);
  assert.equal(await clone.text(), "other");
  await original.body?.cancel();
});

for (const [how, original] of [["immutable", await fetch("data:,a")], ["mutable", new Response("a")]] as const) {
  Deno.test(`FaithfulResponse has one object of ${how} headers, as the platform does, and looks for it once`, () => {
    let looks = 0;
    const { headers } = original;
    headers.delete = (name) => {
      looks++;
      Headers.prototype.delete.call(headers, name);
    };
    const response = new FaithfulResponse(original, "b");

    assert.equal(response.headers, response.headers);
    assert.equal(response.headers === headers, how === "immutable");
    assert.equal(looks, 1);
  });
}

const METHODS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const;

Deno.test("FaithfulResponse is read by each method like the original", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  for (const method of METHODS) {
    const [original, other] = [new Response("1", { headers }), new Response("2", { headers })];
    const [ours, theirs] = [await new FaithfulResponse(other, "1")[method](), await original[method]()];
    if (!(ours instanceof Blob && theirs instanceof Blob)) assert.deepEqual(ours, theirs, method);
    else assert.deepEqual([ours.type, await ours.text()], [theirs.type, await theirs.text()]);
  }
});

Deno.test("FaithfulResponse rejects with the reason that its body broke with, until it was read", async () => {
  const broken = AbortSignal.abort("broken");
  for (const method of METHODS) {
    const response = new FaithfulResponse(new Response(), "a", broken);
    await assert.rejects(response[method](), (reason) => reason === "broken", method);
    await response.body?.cancel();
    await assert.rejects(response[method](), TypeError, method);
  }
});

Deno.test("FaithfulResponse is printed as of the platform's class", () => {
  assert.equal(new FaithfulResponse(new Response("a"), "b").constructor, Response);
});

Deno.test("FaithfulResponse lets a constructor that replaced the platform's read the headers", () => {
  const unfinished = new Response("a", { headers: { a: "b" } });
  assert.equal(Reflect.get(FaithfulResponse.prototype, "headers", unfinished).get("a"), "b");
});

Deno.test("FaithfulResponse shows nothing of its making when its members are listed", () => {
  const response = new FaithfulResponse(new Response("a"), "b");
  assert.deepEqual(Object.keys(response), []);
  assert.equal(JSON.stringify(response), "{}");
});

Deno.test("FaithfulResponse has replaceable members, like the platform's", () => {
  const response = new FaithfulResponse(new Response("a"), "b");
  for (const name of ["url", "redirected", "type", "headers", "clone"] as const) {
    Object.defineProperty(response, name, { value: "mine" });
    assert.equal(response[name], "mine");
  }
});

Deno.test("canReplaceBody() uses the status if a runtime gives a body to every response", () => {
  const told = [203, 204, 205, 206, 303, 304, 305, 599, 600].map((status) => [
    status,
    // Deno makes no such response; Chromium, and upstreams without manners, do.
    canReplaceBody(Object.defineProperty(new Response("a"), "status", { value: status })),
  ]);
  assert.deepEqual(told.filter(([, can]) => !can).map(([status]) => status), [204, 205, 304, 600]);
});

Deno.test("canReplaceBody() returns whether the constructor accepts the response", async () => {
  const used = new Response("a");
  await used.text();
  const locked = new Response("a");
  locked.body?.getReader();
  assert.equal(canReplaceBody(new Response("a")), true);
  assert.equal(canReplaceBody(new Response("a", { status: 599 })), true);
  for (const status of [204, 205, 304]) assert.equal(canReplaceBody(new Response(null, { status })), false);
  for (const response of [Response.error(), used, locked]) assert.equal(canReplaceBody(response), false);
});
