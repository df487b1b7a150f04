import assert from "node:assert/strict";
import { createFetch, event, type FetchInit, type FetchOptions, type FetchRequest } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, manualBody, never, rejects } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";
const json = { "content-type": "application/json" };

/** Requests, and whether each is guarded by default. */
const REQUESTS: [name: string, guarded: boolean, init: FetchInit][] = [
  ["GET", true, {}],
  ["HEAD", true, { method: "HEAD" }],
  ["OPTIONS", true, { method: "options" }],
  ["a POST without a body", false, { method: "POST" }],
  ["a POST that streams", true, { method: "POST", body: '{"stream":true}' }],
  ["a POST of JSON bytes that streams", true, {
    method: "POST",
    body: new TextEncoder().encode('{"stream": true}'),
    headers: json,
  }],
  ["a POST of a JSON file that streams", true, {
    method: "POST",
    body: new Blob(['{"stream":true}'], { type: "application/json" }),
  }],
  ["a POST that does not stream", false, { method: "POST", headers: json, body: '{"stream":false}' }],
  ["a POST of a stream that is no boolean", false, { method: "POST", headers: json, body: '{"stream":"true"}' }],
  ["a POST that streams below its top level", false, { method: "POST", body: '{"a":{"stream":true}}' }],
  ["a POST that only speaks of streams", false, { method: "POST", body: '{"text":"\\"stream\\": true"}' }],
  ["a POST of an array", false, { method: "POST", body: '["stream", true]' }],
  ["a POST of null", false, { method: "POST", body: "null" }],
  ["a POST of broken JSON", false, { method: "POST", body: '{"stream":true' }],
  ["a POST that accepts events", false, { method: "POST", body: "a", headers: { accept: "text/event-stream" } }],
  ["a DELETE that accepts events among others", false, {
    method: "DELETE",
    headers: { Accept: "application/json, text/event-stream" },
  }],
  ["a tool call of MCP", false, {
    method: "POST",
    headers: { ...json, accept: "application/json, text/event-stream" },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"order"},"stream":true}',
  }],
  ["a batch of JSON-RPC", false, { method: "POST", headers: json, body: '[{"jsonrpc":"2.0","id":1,"stream":true}]' }],
  ["a GraphQL mutation that accepts events", false, {
    method: "POST",
    headers: { ...json, accept: "application/graphql-response+json, text/event-stream" },
    body: '{"query":"mutation { order { id } }"}',
  }],
  ["a PUT", false, { method: "PUT", body: "a" }],
  ["a PATCH", false, { method: "PATCH", body: "{}" }],
];

for (const [name, guarded, init] of REQUESTS) {
  Deno.test(`createFetch() ${guarded ? "guards" : "does not guard"} ${name}`, async () => {
    using clock = fakeClock();
    const underneath = fakeFetch(never());
    const fetch = createFetch({ fetch: underneath, ttfbTimeout: 100, retry: { maxAttempts: 2 } });
    let settled: string | undefined;
    fetch(UPSTREAM, init).catch((error) => settled = error.phase);
    await clock.tickAsync(1e6);
    assert.deepEqual([settled, underneath.calls.length], guarded ? ["ttfb", 2] : [undefined, 1]);
  });
}

Deno.test("createFetch() guards JSON bytes that ask for a stream, even if there are too many for a retry", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(never());
  const fetch = createFetch({ fetch: underneath, ttfbTimeout: 100, maxReplayBytes: 3 });
  const body = new TextEncoder().encode('{"stream":true}');
  const rejected = assert.rejects(fetch(UPSTREAM, { method: "POST", headers: json, body }), /maxReplayBytes is 3/);
  await clock.tickAsync(1e6);
  await rejected;
  assert.equal(underneath.calls.length, 1);
});

Deno.test("createFetch() gives guard a view of the request, and nothing of the caller's", async () => {
  const seen: FetchRequest[] = [];
  const guard = (request: FetchRequest) => (seen.push(request), request.headers.set("x-guard", "1"), true);
  const headers = new Headers({ "x-a": "1" });
  const fetch = createFetch({ fetch: fakeFetch(answers("a")), guard });
  await (await fetch(new URL("http://upstream.test/a?b#c"), { method: "post", body: '{"é":1}', headers })).text();
  const [request] = seen;
  assert.deepEqual([request?.url, request?.method, request?.bodyBytes], ["http://upstream.test/a?b#c", "POST", 8]);
  assert.deepEqual([request?.text(), request?.json()], ['{"é":1}', { "é": 1 }]);
  assert.equal(request?.headers.get("x-a"), "1");
  assert.equal(headers.has("x-guard"), false);
});

Deno.test("createFetch() passes an unguarded request to the underlying fetch unchanged", async () => {
  const underneath = fakeFetch(answers("a"));
  const body = new Blob(["x"]);
  const init = { method: "POST", body, headers: { "x-a": "1" }, keepalive: true };
  await (await createFetch({ fetch: underneath, idempotencyKey: true })(UPSTREAM, init)).text();
  const [call] = underneath.calls;
  assert.equal(call?.input, UPSTREAM);
  assert.strictEqual(call?.init.body, body);
  assert.deepEqual([call?.init.method, call?.init.keepalive], ["POST", true]);
  assert.deepEqual([...new Headers(call?.init.headers)], [["x-a", "1"]]);
});

Deno.test("createFetch() resolves an unguarded request with its headers, before any byte", async () => {
  const body = manualBody();
  const response = await createFetch({ fetch: fakeFetch(answers(body)), guard: () => false })(UPSTREAM);
  body.push("a");
  body.end();
  assert.equal(await response.text(), "a");
});

const error = new Error("from a function of the caller's");
const fail = () => {
  throw error;
};

/** Functions of the caller's that throw, and how often the request is sent before. */
const THROWING: Record<string, { options: FetchOptions; dispatched: number }> = {
  guard: { options: { guard: fail }, dispatched: 0 },
  ttfbTimeout: { options: { ttfbTimeout: fail }, dispatched: 0 },
  firstByteOn: { options: { firstByteOn: event(fail) }, dispatched: 1 },
  fetch: { options: { fetch: fail }, dispatched: 0 },
};

for (const [name, { options, dispatched }] of Object.entries(THROWING)) {
  Deno.test(`createFetch() rejects with the error of a ${name} function`, async () => {
    using clock = fakeClock();
    const body = manualBody();
    body.push("data: a\n\n");
    const underneath = fakeFetch(answers(body, { headers: { "content-type": "text/event-stream" } }));
    await assert.rejects(createFetch({ fetch: underneath, ...options })(UPSTREAM), (thrown) => thrown === error);
    assert.equal(underneath.calls.length, dispatched);
    assert.equal(body.cancelled !== undefined, dispatched === 1);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("createFetch() rejects with the error of a shouldRetry function", async () => {
  using clock = fakeClock();
  for (const answer of [never(), rejects(new TypeError("network")), answers("busy", { status: 503 })]) {
    const underneath = fakeFetch(answer);
    const retry = { statusCodes: [503], shouldRetry: fail };
    const pending = createFetch({ fetch: underneath, retry, ttfbTimeout: 10 })(UPSTREAM);
    const rejected = assert.rejects(pending, (thrown) => thrown === error);
    await clock.tickAsync(10);
    await rejected;
    assert.deepEqual([underneath.calls.length, clock.timers], [1, 0]);
  }
});

Deno.test("createFetch() errors the body with the error of a progressOn function", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const headers = { "content-type": "text/event-stream" };
  const progressOn = event(({ data }) => data === "a" || fail());
  const pending = createFetch({ fetch: fakeFetch(answers(body, { headers })), progressOn })(UPSTREAM);
  body.push("data: a\n\n");
  const response = await pending;
  body.push("data: b\n\n");
  await assert.rejects(response.text(), (thrown) => thrown === error);
  assert.ok(body.cancelled);
  assert.equal(clock.timers, 0);
});

for (const value of [NaN, -1, "10", undefined, null, true, Infinity]) {
  Deno.test(`createFetch() rejects a ttfbTimeout function that returns ${value}`, async () => {
    const underneath = fakeFetch(answers("a"));
    const ttfbTimeout = (() => value) as () => number;
    await assert.rejects(createFetch({ fetch: underneath, ttfbTimeout })(UPSTREAM), /ttfbTimeout.*expected .*, got/);
    assert.equal(underneath.calls.length, 0);
  });
}

Deno.test("createFetch() rejects a guard that returns a promise, and dispatches nothing", async () => {
  const underlying = fakeFetch(answers("a"));
  for (const answer of [Promise.resolve(false), Promise.reject(new Error("dropped"))]) {
    const guard = (() => answer) as unknown as () => boolean;
    await assert.rejects(createFetch({ fetch: underlying, guard })(UPSTREAM), {
      name: "TypeError",
      message: "Cannot use guard: expected a function that returns a boolean, got one that returns a promise",
    });
  }
  assert.equal(underlying.calls.length, 0);
});
