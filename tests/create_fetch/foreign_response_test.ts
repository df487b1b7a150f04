import fc from "fast-check";
import assert from "node:assert/strict";
import { createFetch } from "../../mod.ts";
import { answers, fakeFetch, manualBody } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";
const SEED = 20_261_127;
// The constructor takes none of these, and refuses a reason phrase of such letters.
const ODD = { url: "http://final.test/?a", redirected: true, type: "cors", statusText: "\u6210\u529f" };

Deno.test("createFetch() hands out an error response unchanged", async () => {
  const underneath = fakeFetch(() => Response.error());
  const response = await createFetch({ fetch: underneath })(UPSTREAM);
  assert.deepEqual([response.type, response.status, response.body, response.ok], ["error", 0, null, false]);
  assert.throws(() => response.headers.set("a", "b"), TypeError);
  assert.equal(underneath.calls.length, 1);
});

Deno.test("createFetch() lets the platform refuse a chunk that isn't bytes, as in a response of its own", async () => {
  // A stream that a program made may hold anything.
  for (const chunks of [["text"], [new Uint8Array([65]), "text"], [new Uint8Array([65]), {}]]) {
    const made = () =>
      new Response(
        new ReadableStream({
          start(controller) {
            for (const chunk of chunks) controller.enqueue(chunk);
            controller.close();
          },
        }),
      );
    await assert.rejects(made().text(), TypeError);
    // A reader that rejects a chunk leaves the stream open, with its clock paused.
    for (const guard of [() => true, () => false]) {
      const response = await createFetch({ fetch: fakeFetch(made), guard, staleTimeout: false })(UPSTREAM);
      await assert.rejects(response.text(), TypeError);
    }
  }
});

Deno.test("createFetch() hands out an opaque response unchanged", async () => {
  // Only browsers make them, with no status, no headers and no body to be seen.
  const opaque = Object.defineProperty(Response.error(), "type", { value: "opaque" });
  const response = await createFetch({ fetch: fakeFetch(() => opaque) })(UPSTREAM, { mode: "no-cors" });
  assert.deepEqual([response.type, response.status, response.body], ["opaque", 0, null]);
});

Deno.test("createFetch() hands out a response unchanged if its body was read or locked already", async () => {
  const locked = new Response("locked");
  const reader = locked.body?.getReader();
  const used = new Response("used");
  await used.text();
  const begun = new Response("begun");
  const first = begun.body?.getReader();
  await first?.read();
  first?.releaseLock();
  const fetch = createFetch({ fetch: fakeFetch(() => locked, () => used, () => begun) });

  assert.equal((await fetch(UPSTREAM)).body?.locked, true);
  assert.equal((await fetch(UPSTREAM)).bodyUsed, true);
  assert.equal((await fetch(UPSTREAM)).bodyUsed, true);
  await reader?.cancel();
  await begun.body?.cancel();
});

Deno.test("createFetch() keeps what an underlying fetch made of url, redirected, type and reason phrase", async () => {
  const original = new Response("a", { headers: { "x-a": "1" } });
  for (const [name, value] of Object.entries(ODD)) {
    Object.defineProperty(original, name, { value });
  }
  const response = await createFetch({ fetch: fakeFetch(() => original) })(UPSTREAM);

  for (const seen of [response, response.clone()]) {
    const { url, redirected, type, statusText } = seen;
    assert.deepEqual({ url, redirected, type, statusText }, ODD);
    assert.equal(seen.headers.get("x-a"), "1");
  }
});

Deno.test("createFetch() leaves headers as changeable as those of the response underneath", async () => {
  const response = await createFetch({ fetch: fakeFetch(answers("a")) })(UPSTREAM);
  response.headers.set("x-a", "1");
  assert.equal(response.headers.get("x-a"), "1");
});

Deno.test("createFetch() has a server send headers as its caller changed them, and clones keep to their own", async () => {
  const headers = { "x-kept": "1", "x-gone": "1" };
  const fetch = createFetch({ fetch: fakeFetch(answers("a", { headers }), answers("b", { headers })) });
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async () => {
    const response = await fetch(UPSTREAM);
    response.headers.set("x-set", "1");
    response.headers.delete("x-gone");
    const clone = response.clone();
    clone.headers.set("x-clone", "1");
    assert.equal(response.headers.has("x-clone"), false);
    // A branch's cancel ends only with the other's.
    response.body?.cancel();
    return clone;
  });
  const response = await globalThis.fetch(`http://127.0.0.1:${server.addr.port}`);

  const names = ["x-kept", "x-gone", "x-set", "x-clone"];
  assert.deepEqual(names.map((name) => response.headers.has(name)), [true, false, true, true]);
  assert.equal(await response.text(), "a");
});

Deno.test("createFetch() keeps set-cookie headers apart", async () => {
  const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
  const response = await createFetch({ fetch: fakeFetch(answers("a", { headers })) })(UPSTREAM);
  assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  assert.deepEqual(response.clone().headers.getSetCookie(), ["a=1", "b=2"]);
});

for (const type of ["bytes", undefined] as const) {
  Deno.test(`createFetch() replays the first byte and all that follow it: ${type ?? "default"} stream`, async () => {
    const body = manualBody(type);
    const pending = createFetch({ fetch: fakeFetch(answers(body)) })(UPSTREAM);
    for (const chunk of ["a", "bc", "", "def"]) {
      if (chunk || !type) body.push(chunk);
    }
    const response = await pending;
    body.push("g");
    body.end();
    assert.equal(await response.text(), "abcdefg");
  });

  Deno.test(`createFetch() resolves at the end of a body without bytes: ${type ?? "default"} stream`, async () => {
    const body = manualBody(type);
    const pending = createFetch({ fetch: fakeFetch(answers(body)) })(UPSTREAM);
    if (!type) body.push("");
    body.end();
    const response = await pending;
    assert.notEqual(response.body, null);
    assert.equal(await response.text(), "");
  });
}

Deno.test("createFetch() takes no empty chunk for the first byte", async () => {
  const body = manualBody();
  let resolved = false;
  const pending = createFetch({ fetch: fakeFetch(answers(body)) })(UPSTREAM).finally(() => resolved = true);

  body.push("");
  body.push("");
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(resolved, false);
  body.push("a");

  const response = await pending;
  body.end();
  assert.equal(await response.text(), "a");
});

Deno.test("createFetch() leaves chunk buffers that the underlying fetch shares whole", async () => {
  const shared = new TextEncoder().encode("abcdef");
  const stream = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(shared.subarray(0, 3));
        controller.enqueue(shared.subarray(3));
        controller.close();
      },
    });
  const fetch = createFetch({ fetch: fakeFetch(() => new Response(stream())) });

  for (let round = 0; round < 3; round++) {
    const response = await fetch(UPSTREAM);
    assert.equal(await response.text(), "abcdef");
    assert.equal(shared.byteLength, 6);
  }
});

Deno.test("createFetch() reads no further ahead than its consumer", async () => {
  let pulls = 0;
  const source = {
    pull: (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array([++pulls])),
  };
  const endless = () => new Response(new ReadableStream(source, { highWaterMark: 0 }));
  const reader = (await createFetch({ fetch: fakeFetch(endless) })(UPSTREAM)).body?.getReader();

  for (const expected of [1, 2, 3]) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.equal(pulls, Math.max(1, expected - 1));
    assert.deepEqual((await reader?.read())?.value, new Uint8Array([expected]));
  }
  await reader?.cancel();
});

Deno.test("createFetch() carries any bytes whole, however they are cut", async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
  const turns = fc.infiniteStream(fc.boolean());
  await fc.assert(
    fc.asyncProperty(chunks, turns, fc.constantFrom("bytes", undefined), async (sent, turns, type) => {
      const body = manualBody(type);
      const pending = createFetch({ fetch: fakeFetch(answers(body)) })(UPSTREAM);
      for (const chunk of sent) {
        if (chunk.length > 0) body.push(chunk.slice());
        if (turns.next().value) await Promise.resolve();
      }
      body.end();
      assert.deepEqual(await (await pending).bytes(), new Uint8Array(sent.flatMap((chunk) => [...chunk])));
    }),
    { seed: SEED, numRuns: 50 },
  );
});
