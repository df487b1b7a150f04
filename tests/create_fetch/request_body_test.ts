import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createFetch, type FetchInit, hedge } from "../../mod.ts";
import { earlyUpstream } from "../fixtures/early_upstream.ts";
import { fakeFetch, manualBody, never } from "../fixtures/fake_fetch.ts";
import { hang, reset, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const fetch = createFetch({
  ttfbTimeout: 50,
  guard: () => true,
  retry: { maxAttempts: 2, ttfbGrowth: 100, minDelay: 0, maxDelay: 0 },
});

const bytes = new TextEncoder().encode("ping");
const params = new URLSearchParams({ a: "1", b: "é" });

function form(): FormData {
  const data = new FormData();
  data.append("text", "é");
  data.append("file", new File(["content"], "name.txt", { type: "text/x" }));
  return data;
}

/** Bodies that can be retried, and what arrives of them. */
const BODIES: Record<string, { body: () => BodyInit; text: string | RegExp; type: RegExp | null }> = {
  "a string": { body: () => "ping é", text: "ping é", type: /^text\/plain;charset=UTF-8$/ },
  "an empty string": { body: () => "", text: "", type: /^text\/plain;charset=UTF-8$/ },
  "an ArrayBuffer": { body: () => bytes.buffer, text: "ping", type: null },
  "a view of some bytes": { body: () => bytes.subarray(1, 3), text: "in", type: null },
  "a DataView": { body: () => new DataView(bytes.buffer, 2), text: "ng", type: null },
  "a Blob": { body: () => new Blob(["pi", "ng"], { type: "text/x" }), text: "ping", type: /^text\/x$/ },
  "a Blob of no type": { body: () => new Blob(["ping"]), text: "ping", type: null },
  "URLSearchParams": { body: () => params, text: "a=1&b=%C3%A9", type: /^application\/x-www-form-urlencoded/ },
  "FormData": {
    body: form,
    text: /name="text"\r\n\r\né\r\n.*filename="name.txt".*content/s,
    type: /^multipart\/form-d/,
  },
};

for (const [name, { body, text, type }] of Object.entries(BODIES)) {
  Deno.test(`createFetch() retries ${name}, whole and with the same type`, async () => {
    await using upstream = await scripted(hang(), respond("second"));

    const response = await fetch(upstream.url, { method: "POST", body: body() });

    assert.equal(await response.text(), "second");
    assert.equal(upstream.requests.length, 2);
    for (const request of upstream.requests) {
      if (typeof text === "string") assert.equal(request.body, text);
      else assert.match(request.body, text);
      const sent = request.headers.get("content-type");
      if (type) assert.match(sent ?? "", type);
      else assert.equal(sent, null);
      const boundary = sent?.match(/boundary=(.+)/)?.[1];
      assert.ok(!boundary || request.body.includes(boundary));
    }
  });

  Deno.test(`createFetch() sends ${name} as the platform does`, async () => {
    await using upstream = await scripted(respond("a"));
    await (await globalThis.fetch(upstream.url, { method: "POST", body: body() })).text();
    await (await fetch(upstream.url, { method: "POST", body: body() })).text();
    await (await fetch(upstream.url, { method: "POST", body: body(), retry: false })).text();

    const [expected, ...sent] = upstream.requests.map(({ headers }) =>
      [...headers].map(([name, value]) => name === "content-type" ? [name, value.split("boundary=")[0]] : [name, value])
    );
    for (const headers of sent) assert.deepEqual(headers, expected);
  });
}

Deno.test("createFetch() retries bytes as they were at the call", async () => {
  await using upstream = await scripted(hang(), respond("second"));
  const body = new TextEncoder().encode("ping");
  const headers = new Headers({ "x-a": "1" });
  const url = new URL(upstream.url);

  const pending = fetch(url, { method: "POST", body, headers });
  await upstream.received(1);
  body.fill(0);
  headers.set("x-a", "2");
  url.pathname = "/changed";
  await (await pending).text();

  assert.deepEqual(upstream.requests.map(({ body }) => body), ["ping", "ping"]);
  assert.deepEqual(upstream.requests.map(({ path }) => path), ["/", "/"]);
  assert.deepEqual(upstream.requests.map(({ headers }) => headers.get("x-a")), ["1", "1"]);
});

/** Calls whose request is not dispatched in the very turn in which they are made. */
const LATE: Record<string, FetchInit> = {
  "guarded": {},
  "over maxReplayBytes": { maxReplayBytes: 3 },
  "over maxReplayBytes, that is JSON": {
    guard: () => false,
    maxReplayBytes: 3,
    headers: { "content-type": "application/json" },
  },
  "sent to targets": { guard: () => false, targets: ({ url }) => new URL(url) },
  "with an idempotency key": { idempotencyKey: true, retry: false },
  "that may be hedged": { hedge: hedge({ after: 10_000 }), retry: false },
};

for (const [name, init] of Object.entries(LATE)) {
  Deno.test(`createFetch() sends a body as it was when it was called: one ${name}`, async () => {
    await using upstream = await scripted(respond("a"));
    const body = new TextEncoder().encode("ping");
    const params = new URLSearchParams("ping");

    const pending = [body, params].map((body) =>
      fetch(upstream.url, { method: "POST", ttfbTimeout: 0, ...init, body })
    );
    body.fill(0);
    params.set("ping", "changed");
    for (const response of await Promise.all(pending)) await response.text();

    assert.deepEqual(upstream.requests.map(({ body }) => body).sort(), ["ping", "ping="]);
    for (const { headers } of upstream.requests) assert.ok(headers.has("content-length"));
  });
}

/** Bodies that are sent once: no more than a stream can be read twice. */
const ONCE: Record<string, { init: () => FetchInit; note: RegExp }> = {
  "a stream": {
    init: () => ({ body: new Response("ping").body, duplex: "half" }) as FetchInit,
    note: /not retried: its body is a stream/,
  },
  "a body over maxReplayBytes": {
    init: () => ({ body: "ping", maxReplayBytes: 3 }),
    note: /not retried: maxReplayBytes is 3/,
  },
  "a text over maxReplayBytes in bytes alone": {
    init: () => ({ body: "éé", maxReplayBytes: 3 }),
    note: /maxReplayBytes is 3/,
  },
  "a blob over maxReplayBytes": {
    init: () => ({ body: new Blob(["ping"]), maxReplayBytes: 3 }),
    note: /maxReplayBytes is 3/,
  },
};

for (const [name, { init, note }] of Object.entries(ONCE)) {
  Deno.test(`createFetch() sends ${name} once, and says so when it times out`, async () => {
    await using upstream = await scripted(hang());
    await assert.rejects(fetch(upstream.url, { method: "POST", ...init() }), { name: "TimeoutError", message: note });
    assert.equal(upstream.requests.length, 1);
    assert.equal(Buffer.from(upstream.requests[0]?.body ?? "").length, 4);
    await upstream.allClosed();
  });

  Deno.test(`createFetch() sends ${name} once, whatever the network does`, async () => {
    await using upstream = await scripted(reset());
    const given = { retry: { maxAttempts: 2, shouldRetry: () => true } };
    await assert.rejects(fetch(upstream.url, { method: "POST", ...given, ...init() }), TypeError);
    assert.equal(upstream.requests.length, 1);
  });
}

Deno.test("createFetch() doesn't name the body as the reason if maxAttempts is 1", async () => {
  await using upstream = await scripted(hang());
  const init = { method: "POST", body: "ping", maxReplayBytes: 3, retry: false } as const;
  await assert.rejects(fetch(upstream.url, init), (error: Error) => !error.message.includes("maxReplayBytes"));
});

Deno.test("createFetch() retries a body of exactly maxReplayBytes", async () => {
  await using upstream = await scripted(hang(), respond("second"));
  const response = await fetch(upstream.url, { method: "POST", body: "éé", maxReplayBytes: 4 });
  assert.equal(await response.text(), "second");
});

Deno.test("createFetch() sends a guarded Request whose body goes on after the answer, as the platform does", async () => {
  await using upstream = await earlyUpstream();
  for (const send of [globalThis.fetch, createFetch()]) {
    const upload = manualBody();
    upload.push("begun");
    const request = new Request(upstream.url, {
      ...{
        method: "POST",
        headers: { accept: "text/event-stream" },
        body: upload.stream,
        duplex: "half",
      } as RequestInit,
    });
    const response = await send(request);
    upload.end();
    assert.equal(await response.text(), "early");
  }
});

Deno.test("createFetch() bounds the wait for the first byte of a Request whose body goes on, and says why it is sent once", async () => {
  const upload = manualBody();
  upload.push("begun");
  const request = new Request("http://upstream.test/", {
    ...{ method: "POST", headers: { accept: "text/event-stream" }, body: upload.stream, duplex: "half" } as RequestInit,
  });
  const note = /timed out.*not retried: its body is a stream/;
  const fetch = createFetch({ fetch: fakeFetch(never()), ttfbTimeout: 50, guard: () => true });
  await assert.rejects(fetch(request), note);
});

Deno.test("targets() reports the length of an unguarded Request's body", async () => {
  await using upstream = await scripted(respond("a"));
  const request = new Request("http://nowhere.invalid/", { method: "POST", body: new Blob(["ping"]) });
  const targets = () => new URL(upstream.url);
  await (await createFetch({ guard: () => false, targets })(request)).text();
  assert.equal(upstream.requests[0]?.headers.get("content-length"), "4");
});
