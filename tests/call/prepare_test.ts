import assert from "node:assert/strict";
import { type FetchOptions, type FetchRequest, hedge } from "../../mod.ts";
import { Call } from "../../src/call/call.ts";
import { prepare } from "../../src/call/prepare.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { fakeFormat } from "../fixtures/fake_format.ts";

const UPSTREAM = "http://upstream.test/";
const JSON_TYPE = { "content-type": "application/json" };

function begin(options: FetchOptions = {}, init: RequestInit = {}, input: string | Request = UPSTREAM): Call {
  return new Call(CallRequest.from(input, { ...init }), resolveOptions(options), new Error());
}

/** Prepares a call where nothing has to be read. */
function prepared(options: FetchOptions = {}, init: RequestInit = {}): Call {
  const call = begin(options, init);
  assert.equal(prepare(call), undefined);
  return call;
}

const stream = () => new Blob(["ping"]).stream();

Deno.test("prepare() calls the guard, and awaits nothing without need", () => {
  assert.equal(prepared().guarded, true);
  assert.equal(prepared({}, { method: "POST", body: "ping" }).guarded, false);
  assert.equal(prepared({}, { method: "POST", body: '{"stream":true}' }).guarded, true);
  assert.equal(prepared({}, { method: "POST", body: new URLSearchParams("a=b") }).guarded, false);
  assert.equal(prepared({ guard: () => true }, { method: "POST", body: new FormData() }).guarded, true);
  assert.equal(prepared({ guard: () => false }).guarded, false);
});

Deno.test("prepare() looks into bytes of JSON in the turn of the call", () => {
  const body = new TextEncoder().encode('{"stream":true}');
  assert.equal(prepared({}, { method: "POST", headers: JSON_TYPE, body }).guarded, true);
});

for (
  const [name, given] of Object.entries<[RequestInit, (string | Request)?]>({
    "a file": [{ method: "POST", body: new Blob(['{"stream":true}'], { type: "application/json" }) }],
    "a Request": [{}, new Request(UPSTREAM, { method: "POST", headers: JSON_TYPE, body: '{"stream":true}' })],
  })
) {
  Deno.test(`prepare() reads the JSON of ${name}, to know whether it asks for a stream`, async () => {
    const call = begin({}, ...given);
    const preparing = prepare(call);
    assert.ok(preparing instanceof Promise);
    await preparing;
    assert.deepEqual([call.guarded, call.request.once, call.request.text()], [true, undefined, '{"stream":true}']);
  });
}

Deno.test("prepare() reads nothing of a Request that isn't JSON, unless the guard accepts it", async () => {
  const source = () => new Request(UPSTREAM, { method: "POST", body: "ping" });
  const given = source();
  const left = begin({}, {}, given);
  assert.equal(prepare(left), undefined);
  assert.deepEqual([left.guarded, given.bodyUsed], [false, false]);
  const kept = begin({ guard: () => true }, {}, source());
  await prepare(kept);
  assert.equal(kept.request.text(), "ping");
});

Deno.test("prepare() doesn't wait for the body of a page that is about to go", () => {
  const source = new Request(UPSTREAM, {
    method: "POST",
    headers: JSON_TYPE,
    body: '{"stream":true}',
    keepalive: true,
  });
  const call = begin({ guard: () => true }, {}, source);
  if (!source.keepalive) return console.log("Skipped: this runtime's Request has no keepalive");
  assert.equal(prepare(call), undefined);
  const other = begin({ guard: () => true }, { method: "POST", body: stream(), keepalive: true } as RequestInit);
  assert.equal(prepare(other), undefined);
});

Deno.test("prepare() keeps a body only if it may be retried", () => {
  const body = new TextEncoder().encode("ping");
  const init = { method: "POST", body };
  const isKept = (options: FetchOptions) => {
    const call = prepared(options, init);
    return call.request === call.request.keep(0, undefined);
  };
  const guard = () => true;
  assert.equal(isKept({ guard }), true);
  assert.equal(isKept({ guard, retry: false }), false);
  assert.equal(isKept({ guard, retry: false, hedge: hedge({ after: 5 }) }), true);
  assert.equal(isKept({ guard: () => false }), false);
  assert.equal(isKept({ guard: () => false, targets: ({ url }) => new URL(url) }), true);
});

Deno.test("prepare() finds out why a body is sent once", () => {
  const guard = () => true;
  assert.equal(prepared({ guard }, { method: "POST", body: stream() }).request.once, "its body is a stream");
  const { request } = prepared({ guard, maxReplayBytes: 3 }, { method: "POST", body: "ping" });
  assert.equal(request.once, "maxReplayBytes is 3");
});

Deno.test("prepare() takes the first format that recognizes the request, and calls the guard with its stream", () => {
  const seen: FetchRequest[] = [];
  const blind = { ...fakeFormat(), name: "blind", recognize: () => undefined };
  const other = { ...fakeFormat(), name: "other" };
  const guard = (request: FetchRequest) => seen.push(request) > 0;
  const call = prepared({ formats: [blind, fakeFormat(), other], guard }, { method: "POST", body: "{}" });
  assert.equal(call.format?.name, "fake");
  assert.deepEqual([call.request.stream?.format, seen[0]?.stream?.format], ["fake", "fake"]);
  assert.equal(prepared({ formats: [blind] }, { method: "POST", body: "{}" }).format, undefined);
  assert.equal(prepared({ formats: [fakeFormat()] }, { method: "POST" }).guarded, true);
});

Deno.test("prepare() leaves a key for all attempts of a guarded call, unless the caller set one", () => {
  const [call, other] = [prepared({ idempotencyKey: true }), prepared({ idempotencyKey: true })];
  const key = call.request.headers.get("idempotency-key");
  assert.match(key ?? "", /^[0-9a-f]{32}$/);
  assert.notEqual(other.request.headers.get("idempotency-key"), key);
  assert.equal(call.sharedHeader, "idempotency-key");

  const own = prepared({ idempotencyKey: "X-Key" }, { headers: { "x-key": "mine" } });
  assert.deepEqual([own.request.headers.get("x-key"), own.sharedHeader], ["mine", "X-Key"]);

  for (const options of [{ idempotencyKey: false }, { idempotencyKey: true, guard: () => false }]) {
    const { request, sharedHeader } = prepared(options);
    assert.deepEqual([request.headers.get("idempotency-key"), sharedHeader], [null, undefined]);
  }
});

for (const [answer, got] of [[undefined, "undefined"], [1, "number"], ["yes", "string"], [null, "object"]] as const) {
  Deno.test(`prepare() refuses a guard that returns ${answer}`, () => {
    const guard = () => answer as unknown as boolean;
    assert.throws(() => prepare(begin({ guard })), {
      name: "TypeError",
      message: `Cannot use guard: expected a function that returns a boolean, got one that returns ${got}`,
    });
  });
}

Deno.test("prepare() refuses a guard that returns a promise, and leaves no rejection unhandled", async () => {
  for (const answer of [Promise.resolve(true), Promise.reject(new Error("theirs"))]) {
    const guard = () => answer as unknown as boolean;
    assert.throws(() => prepare(begin({ guard })), {
      message: "Cannot use guard: expected a function that returns a boolean, got one that returns a promise",
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
});

Deno.test("prepare() throws the guard's error, or rejects with it if a body was read first", async () => {
  const error = new Error("mine");
  const guard = () => {
    throw error;
  };
  assert.throws(() => prepare(begin({ guard })), (thrown) => thrown === error);
  const source = new Request(UPSTREAM, { method: "POST", headers: JSON_TYPE, body: "{}" });
  await assert.rejects(Promise.resolve(prepare(begin({ guard }, {}, source))), (thrown) => thrown === error);
});
