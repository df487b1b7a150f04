import { AbortController as OldController } from "abort-controller";
import nodeFetch from "node-fetch";
import assert from "node:assert/strict";
import { createFetch, type FetchInit } from "../../mod.ts";
import { hang, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

type Underneath = NonNullable<Parameters<typeof createFetch>[0]>["fetch"];

/** Creates a fetch from one that returns what no platform's does. */
function around(underneath: (input: string, init?: RequestInit) => unknown) {
  return createFetch({ fetch: underneath as Underneath, retry: { minDelay: 1 } });
}

Deno.test("createFetch() returns a response of node-fetch, whose body has no reader", async () => {
  await using upstream = await scripted(respond("answer"));
  const response = await around(nodeFetch as never)(upstream.url);

  assert.equal(typeof (response.body as unknown as { pipe: unknown }).pipe, "function");
  assert.equal(await response.text(), "answer");
  assert.equal(upstream.requests.length, 1);
});

Deno.test("createFetch() has node-fetch retry what never answers", async () => {
  await using upstream = await scripted(hang(), respond("answer"));
  const response = await around(nodeFetch as never)(upstream.url, { ttfbTimeout: 100 });

  assert.equal(await response.text(), "answer");
});

for (
  const [name, body] of Object.entries({
    "an object": {},
    "a text": "answer",
    "a number": 1,
    "locked": { locked: true },
  })
) {
  Deno.test(`createFetch() hands out a response unchanged if its body is ${name}`, async () => {
    const odd = { status: 200, ok: true, headers: new Headers(), body };

    assert.equal(await around(() => Promise.resolve(odd))("http://upstream.test/"), odd as unknown);
  });
}

for (const odd of [undefined, null, "answer", 0, {}, Object.freeze({ status: 200 })]) {
  Deno.test(`createFetch() hands out ${JSON.stringify(odd)} if an underlying fetch resolves with that`, async () => {
    assert.equal(await around(() => Promise.resolve(odd))("http://upstream.test/"), odd as unknown);
    assert.equal(await around(() => odd)("http://upstream.test/"), odd as unknown);
  });
}

for (const odd of [undefined, null, "reason", 0, Symbol("reason"), Object.freeze({ code: 1 }), Object.create(null)]) {
  Deno.test(`createFetch() rejects with ${typeof odd} ${odd ? "" : odd} as an underlying fetch does, once`, async () => {
    let calls = 0;
    const fetch = around(() => {
      calls++;
      return Promise.reject(odd);
    });

    await assert.rejects(fetch("http://upstream.test/"), (reason) => Object.is(reason, odd));
    assert.equal(calls, 1);
  });
}

Deno.test("createFetch() obeys the signal of a polyfill, which has no reason", async () => {
  await using upstream = await scripted(hang());
  const controller = new OldController();
  const init: FetchInit = { signal: controller.signal as AbortSignal };
  const pending = around(nodeFetch as never)(upstream.url, init);
  await upstream.received(1);
  controller.abort();

  await assert.rejects(pending, { name: "AbortError" });
  await upstream.requests[0]?.closed;
  await assert.rejects(around(nodeFetch as never)(upstream.url, init), { name: "AbortError" });
  assert.equal(upstream.requests.length, 1);
});

Deno.test("createFetch() refuses the signal of a polyfill if the platform does", async () => {
  const init: FetchInit = { signal: new OldController().signal as AbortSignal };

  await assert.rejects(fetch("data:,answer", init as RequestInit), TypeError);
  await assert.rejects(createFetch()("data:,answer", init), TypeError);
});
