import assert from "node:assert/strict";
import { CallRequest } from "../../src/request/call_request.ts";
import { manualBody } from "../fixtures/fake_fetch.ts";
import { sentRequest } from "../fixtures/sent_request.ts";

const UPSTREAM = "http://upstream.test/";
const LIMIT = 1_000;
const encoder = new TextEncoder();

function post(body: BodyInit | null, init: RequestInit = {}): CallRequest {
  return CallRequest.from(UPSTREAM, { method: "POST", body, ...init });
}

function stream(...chunks: string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const body = manualBody();
  for (const chunk of chunks) body.push(chunk);
  body.end();
  return body.stream;
}

function requestOf(body: BodyInit | null, headers: HeadersInit = {}): Request {
  return new Request(UPSTREAM, { method: "POST", headers, body, duplex: "half" } as RequestInit);
}

function form(): FormData {
  const data = new FormData();
  data.append("text", "é");
  data.append("file", new File(["content"], "name.txt", { type: "text/x" }));
  return data;
}

Deno.test("dispatch() sends to the address that a URL object had", async () => {
  const url = new URL(UPSTREAM);
  const request = CallRequest.from(url, {});
  url.pathname = "/changed";
  assert.equal((await sentRequest(request)).url, UPSTREAM);
  assert.equal(request.url, UPSTREAM);
});

Deno.test("dispatch() calls the fetch with arguments in the caller's shape", async () => {
  const source = requestOf("ping");
  const record = { "X-Own": "1" };
  const calls: unknown[][] = [];
  const fetch = (...given: unknown[]) => (calls.push(given), new Response());
  await CallRequest.from(UPSTREAM, { headers: record }).dispatch(fetch, {});
  await CallRequest.from(source, {}).dispatch(fetch, {});

  const [[address, init] = [], request = []] = calls;
  assert.equal(address, UPSTREAM);
  assert.deepEqual((init as RequestInit).headers, record);
  assert.notEqual((init as RequestInit).headers, record);
  assert.ok(request[0] instanceof Request);
  assert.equal(request.length, 1);
});

Deno.test("dispatch() gives each attempt headers of its own", async () => {
  const request = CallRequest.from(UPSTREAM, { headers: { a: "1" } });
  const fetch = (_: unknown, init?: RequestInit) => {
    Object.assign(init?.headers ?? {}, { a: "changed" });
    return new Response();
  };
  await request.dispatch(fetch, {});
  assert.equal((await sentRequest(request)).headers.get("a"), "1");
});

Deno.test("dispatch() passes an unknown object to the fetch as its text", async () => {
  for (const input of [{ toString: () => UPSTREAM }, new String(UPSTREAM)] as unknown as string[]) {
    let given: unknown;
    await CallRequest.from(input, {}).dispatch((input) => new Response(String(given = input)), {});
    assert.equal(given, UPSTREAM);
  }
});

Deno.test("dispatch() sends the headers that there were, in whatever form they came", async () => {
  const headers = new Headers({ a: "1" });
  const record = { a: "1" };
  const pairs: [string, string][] = [["a", "1"]];
  const iterator = pairs.values() as unknown as HeadersInit;
  const requests = [headers, record, pairs, iterator].map((headers) => CallRequest.from(UPSTREAM, { headers }));
  headers.set("a", "2");
  record.a = "2";
  pairs[0] = ["a", "2"];
  for (const request of [...requests, ...requests]) assert.equal((await sentRequest(request)).headers.get("a"), "1");
});

Deno.test("dispatch() replaces members of the init by the extra ones, once", async () => {
  const request = CallRequest.from(UPSTREAM, { method: "POST" });
  assert.equal((await sentRequest(request, { method: "PUT" })).method, "PUT");
  assert.equal((await sentRequest(request)).method, "POST");
});

Deno.test("dispatch() passes beside a Request only members that a Request can't hold", async () => {
  const client = {};
  const { signal } = new AbortController();
  let given: unknown[] = [];
  const fetch = (...all: unknown[]) => (given = all, new Response());
  const request = CallRequest.from(requestOf("a"), { client, headers: { a: "1" } } as RequestInit);
  await request.dispatch(fetch, { signal });
  assert.deepEqual(given[1], { client });
  assert.equal((given[0] as Request).headers.get("a"), "1");
});

Deno.test("dispatch() keeps the referrer of a Request", async () => {
  const source = new Request(UPSTREAM, { referrerPolicy: "no-referrer" });
  let sent: Request | undefined;
  await CallRequest.from(source, { method: "PUT" }).dispatch((input) => (sent = input as Request, new Response()), {});
  assert.deepEqual([sent?.referrer, sent?.referrerPolicy], [source.referrer, source.referrerPolicy]);
});

Deno.test("dispatch() rejects if the fetch throws", async () => {
  const thrown = new Error("theirs");
  const fetch = () => {
    throw thrown;
  };
  await assert.rejects(CallRequest.from(UPSTREAM, {}).dispatch(fetch, {}), (error) => error === thrown);
});

Deno.test("CallRequest.from() doesn't change its arguments", () => {
  const init = Object.freeze({ method: "POST", headers: Object.freeze({ a: "1" }), body: "ping" });
  CallRequest.from(UPSTREAM, init).withHeader("b", "2");
  assert.deepEqual(init, { method: "POST", headers: { a: "1" }, body: "ping" });
});

Deno.test("CallRequest.from() replaces parts of a Request by those of the init", async () => {
  const { signal } = new AbortController();
  const source = new Request(UPSTREAM, { method: "POST", body: "ping", headers: { a: "1" } });
  const request = await CallRequest.from(source, { method: "PUT", signal, headers: { b: "2" } }).keep(LIMIT, undefined);
  const { method, body, headers } = await sentRequest(request);

  assert.deepEqual([method, body, headers.get("a"), headers.get("b")], ["PUT", "ping", null, "2"]);
  assert.equal(request.signal, signal);
});

Deno.test("CallRequest has the caller's signal, that of the init before a Request's", async () => {
  const { signal } = new AbortController();
  const source = new Request(UPSTREAM, { method: "POST", body: "a", signal: new AbortController().signal });
  assert.equal(CallRequest.from(UPSTREAM, {}).signal, undefined);
  assert.equal(CallRequest.from(UPSTREAM, { signal }).signal, signal);
  assert.equal(CallRequest.from(source, {}).signal, source.signal);
  assert.equal(CallRequest.from(source, { signal }).signal, signal);
  assert.equal(CallRequest.from(source, { signal: null }).signal, null);
  const kept = await CallRequest.from(source, {}).keep(LIMIT, undefined);
  assert.equal(kept.signal, source.signal);
});

Deno.test("CallRequest has an absolute url, an upper-case method and a copy of the headers", () => {
  const request = CallRequest.from("http://upstream.test/a/../b", { method: "patch", headers: { a: "1" } });
  assert.deepEqual([request.url, request.method], ["http://upstream.test/b", "PATCH"]);
  request.headers.set("a", "2");
  assert.equal(request.headers.get("a"), "1");
  assert.equal(CallRequest.from(new Request(`${UPSTREAM}c`), {}).url, `${UPSTREAM}c`);
  assert.equal(CallRequest.from("no address", {}).url, "no address");
});

Deno.test("CallRequest reads a Request of another fetch's class, and sends it once, unchanged", async () => {
  const { signal } = new AbortController();
  const headers = new Headers({ a: "1" });
  const foreign = { url: "http://upstream.test/a", method: "DELETE", headers, signal, body: new Blob(["a"]).stream() };
  const request = await CallRequest.from(foreign as unknown as Request, {}).keep(LIMIT, undefined);
  assert.deepEqual([request.url, request.method, request.headers.get("a")], [foreign.url, "DELETE", "1"]);
  assert.equal(request.signal, signal);
  assert.equal(request.once, "its class isn't the platform's");
  let given: unknown;
  await request.dispatch((input) => (given = input, new Response()), {});
  assert.equal(given, foreign);
});

Deno.test("CallRequest describes its body before it's kept", () => {
  const known = (init: RequestInit) => {
    const { bodyBytes, hasBody } = CallRequest.from(UPSTREAM, { method: "POST", ...init });
    return [bodyBytes, hasBody];
  };
  assert.deepEqual(known({}), [0, false]);
  assert.deepEqual(known({ body: null }), [0, false]);
  assert.deepEqual(known({ body: "é" }), [2, true]);
  assert.deepEqual(known({ body: "" }), [0, true]);
  assert.deepEqual(known({ body: encoder.encode("abc") }), [3, true]);
  assert.deepEqual(known({ body: new Blob(["{}"]) }), [2, true]);
  assert.deepEqual(known({ body: form() }), [undefined, true]);
  assert.deepEqual(known({ body: stream("a") }), [undefined, true]);
  const { bodyBytes, hasBody } = CallRequest.from(requestOf("ping"), {});
  assert.deepEqual([bodyBytes, hasBody], [undefined, true]);
  assert.equal(CallRequest.from(requestOf(null), {}).hasBody, false);
});

Deno.test("CallRequest uses the method if a Request doesn't show its body, as in Firefox", () => {
  for (const [method, expected] of [["GET", false], ["HEAD", false], ["POST", true], ["OPTIONS", true]] as const) {
    const source = Object.defineProperty(new Request(UPSTREAM, { method }), "body", { value: undefined });
    assert.equal(CallRequest.from(source, {}).hasBody, expected, method);
  }
});

Deno.test("isUnreadJson() finds JSON that isn't a text, by its type", () => {
  const isUnread = (body: BodyInit | null, type?: string) =>
    post(body, type ? { headers: { "content-type": type } } : {}).isUnreadJson();
  assert.equal(isUnread(encoder.encode("{}"), "application/vnd.api+JSON; charset=utf-8"), true);
  assert.equal(isUnread(new Blob(["{}"], { type: "application/json" })), true);
  assert.equal(isUnread(new Blob(["{}"], { type: "application/json" }), "text/plain"), false);
  assert.equal(isUnread(new Blob(["{}"]), "text/jsonx"), false);
  assert.equal(isUnread("{}", "application/json"), false);
  assert.equal(isUnread(null, "application/json"), false);
  assert.equal(isUnread(new Blob(["{}"])), false);
  assert.equal(CallRequest.from(requestOf("{}", { "content-type": "application/json" }), {}).isUnreadJson(), true);
  assert.equal(CallRequest.from(requestOf("{}"), {}).isUnreadJson(), false);
});

Deno.test("isValid() returns whether the platform accepts the request, and its scheme uses a network", () => {
  const isValid = (input: string, init: RequestInit = {}) => CallRequest.from(input, init).isValid();
  assert.deepEqual([isValid(UPSTREAM), isValid("https://upstream.test/")], [true, true]);
  assert.deepEqual([isValid("data:,a"), isValid("no address"), isValid("ftp://upstream.test")], [false, false, false]);
  assert.equal(isValid(UPSTREAM, { body: "a" }), false);
  assert.equal(isValid(UPSTREAM, { method: "POST", body: "a" }), true);
  assert.equal(isValid(UPSTREAM, { method: "CONNECT" }), false);
  assert.equal(isValid(UPSTREAM, { headers: { "a b": "c" } }), false);
  assert.equal(CallRequest.from(requestOf("a"), {}).isValid(), true);
  assert.equal(CallRequest.from(requestOf("a"), { method: "GET" }).isValid(), false);
});

Deno.test("validate() throws the platform's error, and doesn't use up the request", async () => {
  assert.throws(() => CallRequest.from(UPSTREAM, { method: "a b" }).validate(), TypeError);
  assert.throws(() => CallRequest.from(UPSTREAM, { body: "a" }).validate(), TypeError);
  const source = requestOf("ping");
  CallRequest.from(source, {}).validate();
  assert.equal(await source.text(), "ping");
});

Deno.test("validate() doesn't use the caller's signal, on which Node would leave a listener", () => {
  const PlatformRequest = globalThis.Request;
  const signals: unknown[] = [];
  globalThis.Request = class extends PlatformRequest {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(input, init);
      signals.push(init?.signal);
    }
  };
  try {
    CallRequest.from("http://a.test/", { signal: new AbortController().signal }).validate();
  } finally {
    globalThis.Request = PlatformRequest;
  }

  assert.deepEqual(signals, [null]);
});

const BYTES = encoder.encode("ping");

/** Bodies that can be kept, what is sent of them, and of which type. */
const KEPT: Record<string, [body: BodyInit, text: RegExp, type: RegExp | null]> = {
  "a string": ["ping é", /^ping é$/, /^text\/plain;charset=utf-8$/i],
  "an empty string": ["", /^$/, /^text\/plain;charset=utf-8$/i],
  "an ArrayBuffer": [BYTES.slice().buffer, /^ping$/, null],
  "a view of some bytes": [BYTES.subarray(1, 3), /^in$/, null],
  "a Blob": [new Blob(["ping"], { type: "text/x" }), /^ping$/, /^text\/x$/],
  "a Blob of no type": [new Blob(["ping"]), /^ping$/, null],
  "URLSearchParams": [new URLSearchParams({ a: "é" }), /^a=%C3%A9$/, /^application\/x-www-form-urlencoded/],
  "FormData": [form(), /name="text"\r\n\r\né\r\n.*name\.txt.*content/s, /^multipart\/form-data; *boundary=/],
};

for (const [name, [body, text, type]] of Object.entries(KEPT)) {
  Deno.test(`keep() has ${name} sent any number of times, and reads nothing for that`, async () => {
    const request = post(body).keep(LIMIT, undefined);
    assert.ok(request instanceof CallRequest);
    for (const sent of [await sentRequest(request), await sentRequest(request)]) {
      assert.match(sent.body, text);
      if (type) assert.match(sent.type ?? "", type);
      else assert.equal(sent.type, null);
    }
    assert.equal(request.once, undefined);
  });
}

Deno.test("keep() has the boundary of a form named by its type", async () => {
  const request = await post(form()).keep(LIMIT, undefined);
  for (const { body, type } of [await sentRequest(request), await sentRequest(request)]) {
    const boundary = /boundary=(.+)$/.exec(type ?? "")?.[1];
    assert.ok(boundary && body.startsWith(`--${boundary}\r\n`) && body.trimEnd().endsWith(`--${boundary}--`), body);
  }
});

Deno.test("keep() leaves a type that the caller set", async () => {
  for (const body of [new Blob(["{}"], { type: "text/x" }), new URLSearchParams("a=b")]) {
    const request = await post(body, { headers: { "Content-Type": "application/json" } }).keep(LIMIT, undefined);
    assert.equal((await sentRequest(request)).type, "application/json");
  }
});

Deno.test("keep() reads a file of JSON, to look at it", async () => {
  const body = new Blob(['{"a":1}'], { type: "application/json" });
  const request = await post(body).keep(LIMIT, undefined);
  assert.deepEqual([request.json(), request.text(), request.once], [{ a: 1 }, '{"a":1}', undefined]);
  assert.equal(request.json(), request.json());
  assert.deepEqual([(await sentRequest(request)).body, (await sentRequest(request)).type], [
    '{"a":1}',
    "application/json",
  ]);
});

Deno.test("keep() reads nothing of a file of JSON beyond the limit, which is sent once", () => {
  const body = new Blob(['{"a":1}'], { type: "application/json" });
  body.arrayBuffer = () => assert.fail("read");
  const request = post(body).keep(3, undefined);
  assert.ok(request instanceof CallRequest);
  assert.deepEqual([request.once, request.json()], ["maxReplayBytes is 3", undefined]);
});

Deno.test("keep() rejects with the signal's reason while a file of JSON is read", async () => {
  const body = new Blob(["{}"], { type: "application/json" });
  body.arrayBuffer = () => new Promise(() => {});
  const controller = new AbortController();
  const kept = post(body).keep(LIMIT, controller.signal);
  controller.abort("mine");
  await assert.rejects(Promise.resolve(kept), (thrown) => thrown === "mine");
});

Deno.test("keep() uses up the body of a Request, and repeats it", async () => {
  const source = requestOf(form());
  const request = CallRequest.from(source, {});
  const kept = await request.keep(LIMIT, undefined);
  const [first, second] = [await sentRequest(kept), await sentRequest(kept)];

  assert.deepEqual([second.body, second.type], [first.body, first.type]);
  assert.match(first.body, /content/);
  assert.equal(first.type, source.headers.get("content-type"));
  assert.equal(kept.bodyBytes, encoder.encode(first.body).length);
  assert.equal(kept.text(), first.body);
  assert.equal(source.bodyUsed, true);
});

Deno.test("keep() uses the body of a Request up in the turn of the call, as the platform does", async () => {
  const source = requestOf("ping");
  const kept = CallRequest.from(source, {}).keep(LIMIT, undefined);
  assert.equal(source.bodyUsed, true);
  assert.equal((await sentRequest(await kept)).body, "ping");
});

Deno.test("keep() has a Request's body over the limit sent once, whole", async () => {
  const chunks = Array.from({ length: 10 }, (_, index) => `${index}`.repeat(5));
  const request = await CallRequest.from(requestOf(stream(...chunks)), {}).keep(12, undefined);

  assert.equal(request.once, "maxReplayBytes is 12");
  assert.equal((await sentRequest(request)).body, chunks.join(""));
});

Deno.test("keep() has a stream sent once, unread", async () => {
  const body = stream("ping");
  const request = await post(body).keep(LIMIT, undefined);
  assert.deepEqual([request.once, request.bodyBytes, request.text()], ["its body is a stream", undefined, undefined]);
  assert.equal(body.locked, false);
  assert.equal((await sentRequest(request)).body, "ping");
});

Deno.test("keep() returns a request without a body as it is", () => {
  for (const input of [UPSTREAM, new Request(UPSTREAM)]) {
    const request = CallRequest.from(input, {});
    assert.equal(request.keep(LIMIT, undefined), request);
  }
});

Deno.test("validate() throws for a body that the platform refuses, and reads none that it accepts", async () => {
  const locked = stream("ping");
  locked.getReader();
  assert.throws(() => post(locked, { duplex: "half" } as RequestInit).validate(), TypeError);
  const request = CallRequest.from(requestOf("ping"), {});
  request.validate();
  assert.equal((await sentRequest(request)).body, "ping");
});

Deno.test("keep() has nothing to keep if there is no body", async () => {
  for (const input of [UPSTREAM, new Request(UPSTREAM, { method: "POST" })]) {
    const request = await CallRequest.from(input, { method: "POST" }).keep(0, undefined);
    assert.deepEqual([request.bodyBytes, request.once, (await sentRequest(request)).body], [0, undefined, ""]);
  }
});

Deno.test("keep() keeps once, however often it is called", async () => {
  for (const request of [CallRequest.from(requestOf("ping"), {}), post("ping"), post(BYTES)]) {
    const kept = await request.keep(LIMIT, undefined);
    assert.equal(kept.keep(1, undefined), kept);
    assert.equal((await sentRequest(kept)).body, "ping");
  }
});

Deno.test("keep() adds no type to headers that took the place of a Request's", async () => {
  const request = await CallRequest.from(requestOf(form()), { headers: { accept: "a/b" } }).keep(LIMIT, undefined);
  assert.deepEqual([...request.headers], [["accept", "a/b"]]);
});

Deno.test("keep() rejects with the signal's reason, and cancels the body of a Request", async () => {
  const silent = manualBody();
  const controller = new AbortController();
  const kept = CallRequest.from(requestOf(silent.stream), {}).keep(LIMIT, controller.signal);
  controller.abort("mine");
  await assert.rejects(Promise.resolve(kept), (error) => error === "mine");
  assert.ok(silent.cancelled);
});

Deno.test("withHeader() and withStream() return a copy, and change nothing of the original", async () => {
  const request = CallRequest.from(new Request(UPSTREAM, { headers: { a: "1" } }), {});
  const copy = request.withHeader("b", "2").withHeader("a", "mine").withStream({ format: "fake" });
  assert.deepEqual([copy.stream?.format, request.stream], ["fake", undefined]);
  const [before, after] = [await sentRequest(request), await sentRequest(copy)];
  assert.deepEqual([before.headers.get("a"), before.headers.get("b")], ["1", null]);
  assert.deepEqual([after.headers.get("a"), after.headers.get("b")], ["1", "2"]);
});

Deno.test("at() sends the same request elsewhere, whatever the arguments were", async () => {
  const source = new Request(UPSTREAM, { method: "PUT", headers: { a: "1" }, body: "ping", redirect: "manual" });
  const given = CallRequest.from(UPSTREAM, { method: "PUT", headers: { a: "1" }, body: "ping", redirect: "manual" });
  for (const request of [given, await CallRequest.from(source, {}).keep(LIMIT, undefined)]) {
    const moved = request.at("http://other.test/b");
    const { url, method, headers, body } = await sentRequest(moved);
    assert.deepEqual([url, method, headers.get("a"), body], ["http://other.test/b", "PUT", "1", "ping"]);
    assert.deepEqual([moved.url, request.url, moved.init.redirect], ["http://other.test/b", UPSTREAM, "manual"]);
  }
});

Deno.test("at() keeps the signal and the body of a Request that is sent once", async () => {
  const source = requestOf(stream("ping"));
  const moved = CallRequest.from(source, {}).at("http://other.test/");
  assert.equal(moved.once, "its body is a stream");
  assert.equal(moved.signal, source.signal);
  // A stream can be sent by no runtime without.
  assert.equal((moved.init as { duplex?: string }).duplex, "half");
  assert.equal((await sentRequest(moved)).body, "ping");
});

Deno.test("continuedBy() makes a GET without a body and its headers", async () => {
  const init = {
    method: "POST",
    headers: { Authorization: "Bearer a", "Content-Type": "application/json" },
    body: "{}",
  };
  for (const request of [CallRequest.from(UPSTREAM, init), CallRequest.from(new Request(UPSTREAM, init), {})]) {
    const next = request.continuedBy({ headers: { range: "bytes=5-" } });
    const { url, method, headers, body, type } = await sentRequest(next);
    assert.deepEqual([url, method, body, type, next.hasBody], [UPSTREAM, "GET", "", null, false]);
    assert.deepEqual([headers.get("authorization"), headers.get("range")], ["Bearer a", "bytes=5-"]);
    assert.equal(next.init.redirect, "manual");
    assert.equal(request.method, "POST");
  }
});

Deno.test("continuedBy() goes where the continuation says", async () => {
  const next = CallRequest.from(UPSTREAM, {}).continuedBy({ url: `${UPSTREAM}next`, headers: {} });
  assert.equal((await sentRequest(next)).url, `${UPSTREAM}next`);
});

Deno.test("cancelBody() cancels a stream that is not to be sent, unless somebody reads it", () => {
  const [own, inRequest, read] = [manualBody(), manualBody(), manualBody()];
  post(own.stream).cancelBody("why");
  CallRequest.from(requestOf(inRequest.stream), {}).cancelBody("why");
  read.stream.getReader();
  post(read.stream).cancelBody("why");
  post("text").cancelBody("why");
  CallRequest.from(UPSTREAM, {}).cancelBody("why");
  assert.deepEqual([own.cancelled?.reason, inRequest.cancelled?.reason, read.cancelled], ["why", "why", undefined]);
});
