import assert from "node:assert/strict";
import { ReplayableRequest } from "../src/replayable_request.ts";
import { sentRequest } from "./fixtures/sent_request.ts";

const UPSTREAM = "http://upstream.test/";
const LIMIT = 1_000;

Deno.test("dispatch() sends to the address that a URL object had", async () => {
  const url = new URL(UPSTREAM);
  const request = new ReplayableRequest(url, {});
  url.pathname = "/changed";
  assert.equal((await sentRequest(request)).url, UPSTREAM);
  assert.equal(request.url, UPSTREAM);
});

Deno.test("dispatch() hands an object that it does not know to the fetch that may, as it is", async () => {
  const inputs = [{ url: UPSTREAM }, new String(UPSTREAM), Symbol("a")] as unknown as string[];
  for (const input of inputs) {
    let given: unknown;
    await new ReplayableRequest(input, {}).dispatch(
      (input) => Promise.resolve(new Response(String(given = input))),
      {},
    );
    assert.equal(given, input);
  }
});

Deno.test("dispatch() sends the headers that there were, in whatever form they came", async () => {
  const headers = new Headers({ a: "1" });
  const record = { a: "1" };
  const pairs: [string, string][] = [["a", "1"]];
  const iterator = pairs.values() as unknown as HeadersInit;
  const requests = [headers, record, pairs, iterator].map((headers) => new ReplayableRequest(UPSTREAM, { headers }));
  headers.set("a", "2");
  record.a = "2";
  pairs[0] = ["a", "2"];
  for (const request of [...requests, ...requests]) assert.equal((await sentRequest(request)).headers.get("a"), "1");
});

Deno.test("dispatch() lets extra replace members of the init, once", async () => {
  const request = new ReplayableRequest(UPSTREAM, { method: "POST" });
  assert.equal((await sentRequest(request, { method: "PUT" })).method, "PUT");
  assert.equal((await sentRequest(request)).method, "POST");
});

Deno.test("dispatch() rejects where the fetch throws", async () => {
  const thrown = new Error("theirs");
  const request = new ReplayableRequest(UPSTREAM, {});
  const fetch = () => {
    throw thrown;
  };
  await assert.rejects(request.dispatch(fetch, {}), (error) => error === thrown);
});

Deno.test("ReplayableRequest lets the init replace a Request's parts, and takes the others from it", async () => {
  const { signal } = new AbortController();
  const source = new Request(UPSTREAM, { method: "POST", body: "ping", headers: { a: "1" } });
  const request = new ReplayableRequest(source, { method: "PUT", signal, headers: { b: "2" } });
  await request.keep(LIMIT, undefined);
  const { method, body, headers } = await sentRequest(request);

  assert.deepEqual([method, body, headers.get("a"), headers.get("b")], ["PUT", "ping", null, "2"]);
  assert.equal(request.init.signal, signal);
  assert.equal(new ReplayableRequest(source, {}).init.signal, source.signal);
  assert.equal(new ReplayableRequest(source, { signal: null }).init.signal, null);
});

Deno.test("ReplayableRequest has an absolute url, an upper-case method and a copy of the headers", () => {
  const request = new ReplayableRequest("http://upstream.test/a/../b", { method: "patch", headers: { a: "1" } });
  assert.deepEqual([request.url, request.method], ["http://upstream.test/b", "PATCH"]);
  request.headers.set("a", "2");
  assert.equal(request.headers.get("a"), "1");
  assert.equal(new ReplayableRequest(new Request(`${UPSTREAM}c`), {}).url, `${UPSTREAM}c`);
  assert.equal(new ReplayableRequest("no address", {}).url, "no address");
});

Deno.test("ReplayableRequest reads a Request of another fetch's class", () => {
  const { signal } = new AbortController();
  const headers = new Headers({ a: "1" });
  const foreign = { url: "http://upstream.test/a", method: "DELETE", headers, signal, body: null };
  const request = new ReplayableRequest(foreign as unknown as Request, {});
  assert.deepEqual([request.url, request.method, request.headers.get("a")], [foreign.url, "DELETE", "1"]);
  assert.equal(request.init.signal, signal);
});

Deno.test("ReplayableRequest tells what body there is, before it is kept", () => {
  const told = (init: RequestInit) => {
    const request = new ReplayableRequest(UPSTREAM, { method: "POST", ...init });
    return [request.bodyBytes, request.isJson()];
  };
  const headers = { "content-type": "application/vnd.api+JSON; charset=utf-8" };
  assert.deepEqual(told({}), [0, false]);
  assert.deepEqual(told({ body: null, headers }), [0, true]);
  assert.deepEqual(told({ body: "é" }), [2, false]);
  assert.deepEqual(told({ body: "" }), [0, false]);
  assert.deepEqual(told({ body: new Blob(["{}"]), headers }), [undefined, true]);
  assert.deepEqual(told({ body: new Blob(["{}"]), headers: { "content-type": "text/jsonx" } }), [undefined, false]);
});

Deno.test("ReplayableRequest parses JSON once, and knows none where there is none", async () => {
  const request = new ReplayableRequest(UPSTREAM, { method: "POST", body: new Blob(['{"a":1}']) });
  assert.equal(request.json(), undefined);
  await request.keep(LIMIT, undefined);
  assert.deepEqual(request.json(), { a: 1 });
  assert.equal(request.json(), request.json());
  assert.equal(new ReplayableRequest(UPSTREAM, { method: "POST", body: "{" }).json(), undefined);
  assert.equal(new ReplayableRequest(UPSTREAM, {}).json(), undefined);
});

Deno.test("ReplayableRequest is valid where the platform accepts it and a network is behind its scheme", () => {
  const isValid = (input: string, init: RequestInit = {}) => new ReplayableRequest(input, init).valid();
  assert.deepEqual([isValid(UPSTREAM), isValid("https://upstream.test/")], [true, true]);
  assert.deepEqual([isValid("data:,a"), isValid("no address"), isValid("ftp://upstream.test")], [false, false, false]);
  assert.equal(isValid(UPSTREAM, { body: "a" }), false);
  assert.equal(isValid(UPSTREAM, { method: "POST", body: "a" }), true);
});

Deno.test("ReplayableRequest keeps the caller's signal out of what is only to be tried, where Node leaves a listener", () => {
  const PlatformRequest = globalThis.Request;
  const signals: unknown[] = [];
  globalThis.Request = class extends PlatformRequest {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(input, init);
      signals.push(init?.signal);
    }
  };
  try {
    assert.ok(new ReplayableRequest("http://a.test/", { signal: new AbortController().signal }).valid());
  } finally {
    globalThis.Request = PlatformRequest;
  }

  assert.deepEqual(signals, [null]);
});
