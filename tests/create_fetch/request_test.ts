import assert from "node:assert/strict";
import { createFetch, defaultGuard, type FetchInit, type FetchRequest } from "../../mod.ts";
import { answers, fakeFetch } from "../fixtures/fake_fetch.ts";
import { hang, redirect, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

/** Guards what accepts events, too. */
const guard = (request: FetchRequest) => defaultGuard(request) || request.headers.get("accept") === "text/event-stream";
const fetch = createFetch({ ttfbTimeout: 50, retry: { maxAttempts: 2, ttfbGrowth: 100 }, guard });
const JSON_STREAM = '{"stream":true,"é":1}';

function jsonRequest(url: string, body: BodyInit = JSON_STREAM, init?: RequestInit): Request {
  return new Request(url, { method: "POST", headers: { "content-type": "application/json" }, body, ...init });
}

Deno.test("createFetch() reads the JSON body of a Request to guard it, and retries it", async () => {
  await using upstream = await scripted(hang(), respond("second"));
  const request = jsonRequest(`${upstream.url}/path`, JSON_STREAM);
  request.headers.set("x-a", "1");

  const response = await fetch(request);

  assert.equal(await response.text(), "second");
  assert.equal(upstream.requests.length, 2);
  for (const { method, path, body, headers } of upstream.requests) {
    assert.deepEqual([method, path, body], ["POST", "/path", JSON_STREAM]);
    assert.deepEqual([headers.get("content-type"), headers.get("x-a")], ["application/json", "1"]);
  }
});

Deno.test("createFetch() uses up the body of a Request, as the platform does", async () => {
  await using upstream = await scripted(respond("a"));
  for (const send of [globalThis.fetch, fetch, createFetch({ guard: () => false }), createFetch({ retry: false })]) {
    const request = jsonRequest(upstream.url);
    await (await send(request)).text();
    assert.equal(request.bodyUsed, true);
    await assert.rejects(send(request), TypeError);
  }
  assert.equal(upstream.requests.length, 4);
  assert.ok(upstream.requests.every(({ body }) => body === JSON_STREAM));
});

Deno.test("createFetch() sends a Request that two calls are given at once a single time, as the platform does", async () => {
  await using upstream = await scripted(respond("a"), respond("a"), respond("a"), respond("a"));
  for (const send of [globalThis.fetch, fetch]) {
    const request = jsonRequest(upstream.url);
    const [first, second] = await Promise.allSettled([send(request), send(request)]);
    assert.ok(first?.status === "fulfilled" && second?.status === "rejected" && second.reason instanceof TypeError);
    await first.value.text();
  }
  assert.equal(upstream.requests.length, 2);
});

Deno.test("createFetch() sends the length of a Request's text that it need not read, as the platform does", async () => {
  await using upstream = await scripted(respond("a"));
  const headers = { accept: "text/event-stream" };
  for (const send of [globalThis.fetch, fetch]) {
    await (await send(new Request(upstream.url, { method: "POST", body: "text" }))).text();
  }
  await (await fetch(new Request(upstream.url, { method: "POST", headers, body: "text" }), { retry: false })).text();
  assert.deepEqual(upstream.requests.map((request) => request.headers.get("content-length")), ["4", "4", "4"]);
});

Deno.test("createFetch() leaves a Request without a body reusable", async () => {
  await using upstream = await scripted(respond("a"));
  const request = new Request(upstream.url);
  for (let round = 0; round < 2; round++) await (await fetch(request)).text();
  assert.equal(upstream.requests.length, 2);
});

Deno.test("createFetch() sends a Request's body over maxReplayBytes once, and whole", async () => {
  await using upstream = await scripted(hang());
  const body = JSON.stringify({ stream: true, filler: "x".repeat(200_000) });
  const init = { maxReplayBytes: 1_000, guard: () => true };
  await assert.rejects(fetch(jsonRequest(upstream.url, body), init), /maxReplayBytes is 1000/);
  assert.deepEqual(upstream.requests.map((request) => request.body === body), [true]);
});

Deno.test("createFetch() sends a Request's body that isn't JSON, and isn't guarded, as a stream", async () => {
  await using upstream = await scripted(respond("a"));
  const request = new Request(upstream.url, { method: "POST", body: "text" });
  await (await fetch(request)).text();
  assert.equal(upstream.requests[0]?.body, "text");
});

Deno.test("createFetch() replaces the parts of a Request by those of init", async () => {
  await using upstream = await scripted(hang(), respond("a"));
  const request = jsonRequest(upstream.url);
  const init = { method: "PUT", body: "other", headers: { accept: "text/event-stream" } };

  await (await fetch(request, init)).text();

  assert.equal(upstream.requests.length, 2);
  for (const { method, body, headers } of upstream.requests) {
    assert.deepEqual([method, body, headers.get("accept")], ["PUT", "other", "text/event-stream"]);
    assert.notEqual(headers.get("content-type"), "application/json");
  }
});

Deno.test("createFetch() keeps the mode of redirects of a Request on every attempt", async () => {
  await using upstream = await scripted(hang(), redirect("/there"));
  const response = await fetch(new Request(upstream.url, { redirect: "manual" }));
  assert.equal(response.status, 302);
  await response.body?.cancel();
});

Deno.test("createFetch() passes on a Request as a Request, with a policy that an init would reset", async () => {
  const underneath = fakeFetch(answers("a"));
  const request = new Request("http://upstream.test/", { referrerPolicy: "no-referrer" });
  await (await createFetch({ fetch: underneath })(request)).text();
  const [call] = underneath.calls;
  const sent = call?.input as Request;
  assert.ok(sent instanceof Request && sent !== request);
  assert.equal(sent.referrerPolicy, request.referrerPolicy);
});

Deno.test("createFetch() takes a Request, or an object that inherits its members, for init", async () => {
  await using upstream = await scripted(hang(), respond("a"), hang(), respond("b"));
  class Init {
    get method(): string {
      return "POST";
    }
    get body(): string {
      return "inherited";
    }
  }
  const init = Object.assign(Object.create(new Init()), { guard: () => true }) as FetchInit;
  const request = new Request("http://other.test/", {
    method: "PUT",
    headers: { "x-a": "1", accept: "text/event-stream" },
  });

  assert.equal(await (await fetch(upstream.url, init)).text(), "a");
  assert.equal(await (await fetch(upstream.url, request)).text(), "b");

  assert.deepEqual(upstream.requests.map(({ method }) => method), ["POST", "POST", "PUT", "PUT"]);
  assert.deepEqual(upstream.requests.slice(0, 2).map(({ body }) => body), ["inherited", "inherited"]);
  assert.deepEqual(upstream.requests.slice(2).map(({ headers }) => headers.get("x-a")), ["1", "1"]);
});

Deno.test("createFetch() takes headers in every form, an iterator that gives them once included", async () => {
  const forms: HeadersInit[] = [
    { "x-a": "1", accept: "text/event-stream" },
    [["x-a", "1"], ["accept", "text/event-stream"]],
    new Headers({ "x-a": "1", accept: "text/event-stream" }),
    new Map([["x-a", "1"], ["accept", "text/event-stream"]]) as unknown as HeadersInit,
    Object.entries({ "x-a": "1", accept: "text/event-stream" }).values() as unknown as HeadersInit,
    new Headers({ "x-a": "1", accept: "text/event-stream" }).entries() as unknown as HeadersInit,
  ];
  for (const headers of forms) {
    await using upstream = await scripted(hang(), respond("a"));
    await (await fetch(upstream.url, { method: "POST", body: "b", headers })).text();
    assert.deepEqual(upstream.requests.map(({ headers }) => headers.get("x-a")), ["1", "1"]);
  }
});

Deno.test("createFetch() never changes its arguments", async () => {
  await using upstream = await scripted(hang(), respond("a"));
  const headers = Object.freeze({ accept: "text/event-stream" });
  const init = Object.freeze({ method: "POST", headers, body: "b", retry: Object.freeze({ maxAttempts: 2 }) });
  const live = new Headers({ accept: "text/event-stream" });
  await (await fetch(upstream.url, init)).text();
  await (await fetch(upstream.url, { method: "POST", headers: live, body: "b", idempotencyKey: true })).text();
  assert.deepEqual([...live], [["accept", "text/event-stream"]]);
  assert.deepEqual(upstream.requests.map(({ body }) => body), ["b", "b", "b"]);
});

for (
  const [name, input, init] of [
    ["a URL that is none", "not a url", {}],
    ["a method that is none", "http://127.0.0.1:9/", { method: "A B" }],
    ["a forbidden method", "http://127.0.0.1:9/", { method: "CONNECT" }],
    ["a header that is none", "http://127.0.0.1:9/", { headers: { "a b": "c" } }],
    ["a header value that is none", "http://127.0.0.1:9/", { headers: { a: "c\nd" } }],
    ["a body that GET does not take", "http://127.0.0.1:9/", { body: "a" }],
  ] as const
) {
  Deno.test(`createFetch() rejects ${name} as the platform does, at once`, async () => {
    let dispatched = 0;
    const counting: typeof globalThis.fetch = (input, init) => (dispatched++, globalThis.fetch(input, init));
    const expected = await globalThis.fetch(input, init).catch((error) => error);
    const error = await createFetch({ fetch: counting })(input, init).catch((error) => error);
    assert.deepEqual([error.name, error.message], [expected.name, expected.message]);
    assert.ok(dispatched <= 1, `dispatched ${dispatched} times`);
  });
}
