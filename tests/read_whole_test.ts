import assert from "node:assert/strict";
import { readWhole } from "../src/read_whole.ts";
import { manualBody } from "./fixtures/fake_fetch.ts";

Deno.test("readWhole() returns all bytes, up to the limit", async () => {
  for (const [limit, text] of [[4, "ping"], [3, undefined]] as const) {
    const body = manualBody();
    body.push("pi");
    body.push("ng");
    body.end();
    const bytes = await readWhole(body.stream, undefined, limit, undefined);
    assert.equal(bytes && new TextDecoder().decode(bytes), text);
  }
});

Deno.test("readWhole() cancels a body of more bytes than the limit", async () => {
  const body = manualBody();
  body.push("ping");
  assert.equal(await readWhole(body.stream, undefined, 3, undefined), undefined);
  assert.ok(body.cancelled);
});

Deno.test("readWhole() has nothing to read where there is no body", async () => {
  assert.equal(await readWhole(null, undefined, 3, undefined), undefined);
});

Deno.test("readWhole() rejects with the signal's reason, before the first read and while one waits", async () => {
  for (const isEarly of [true, false]) {
    const body = manualBody();
    const controller = new AbortController();
    if (isEarly) controller.abort("mine");
    const read = readWhole(body.stream, undefined, 3, controller.signal);
    controller.abort("mine");
    await assert.rejects(read, (thrown) => thrown === "mine");
    assert.equal(body.cancelled?.reason, "mine");
  }
});
