import assert from "node:assert/strict";
import {
  createFetch,
  type CutoffFunction,
  type FetchInit,
  type FetchOptions,
  type FetchRequest,
  hedge,
} from "../../mod.ts";
import { answers, fakeFetch, manualBody } from "../fixtures/fake_fetch.ts";
import { hang, hangAfterHeaders, redirect, respond } from "../fixtures/scripts.ts";
import { scripted, type Upstream } from "../fixtures/upstream.ts";

const fetch = createFetch({ ttfbTimeout: 200, guard: () => true, retry: { maxAttempts: 2, ttfbGrowth: 50 } });

/** Sends the first attempt to the one, the others to the other. */
function inTurn(one: Upstream, other: Upstream): (request: FetchRequest, attempt: number) => URL {
  return (_, attempt) => new URL((attempt === 1 ? one : other).url + "/at");
}

function stream(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream();
}

Deno.test("targets() sends the next attempt elsewhere, with the same method, headers and body", async () => {
  await using dead = await scripted(hang());
  await using alive = await scripted(respond("answer"));

  const response = await fetch("http://nowhere.invalid/", {
    method: "POST",
    headers: { "x-own": "1" },
    body: "ping",
    targets: inTurn(dead, alive),
  });

  assert.equal(await response.text(), "answer");
  assert.equal(response.url, `${alive.url}/at`);
  for (const { requests: [request] } of [dead, alive]) {
    assert.deepEqual([request?.method, request?.path, request?.body], ["POST", "/at", "ping"]);
    assert.equal(request?.headers.get("x-own"), "1");
  }
});

const REQUEST_BODIES: Record<string, FetchInit & { limit?: number; duplex?: "half" }> = {
  "text": { body: "ping" },
  "a form": { body: new URLSearchParams({ ping: "" }) },
  "a stream": { body: stream("ping"), duplex: "half" },
};

for (const [name, init] of Object.entries(REQUEST_BODIES)) {
  Deno.test(`targets() carries the body of a Request, ${name}, from attempt to attempt`, async () => {
    await using dead = await scripted(hangAfterHeaders());
    await using alive = await scripted(respond("answer"));
    const request = new Request("http://nowhere.invalid/", { method: "POST", ...init });

    const response = await fetch(request, { targets: inTurn(dead, alive) });

    assert.equal(await response.text(), "answer");
    assert.match(dead.requests[0]?.body ?? "", /^ping=?$/);
    assert.equal(alive.requests[0]?.body, dead.requests[0]?.body);
    assert.equal(alive.requests[0]?.headers.get("content-type"), dead.requests[0]?.headers.get("content-type"));
  });
}

for (
  const [name, call] of Object.entries({
    "a stream": (url: string, init: FetchInit) =>
      fetch(url, { ...init, method: "POST", body: stream("ping"), duplex: "half" } as FetchInit),
    "a Request's above maxReplayBytes": (url: string, init: FetchInit) =>
      fetch(new Request(url, { method: "POST", body: "ping" }), { ...init, maxReplayBytes: 2 }),
  })
) {
  Deno.test(`targets() sends a body that is ${name} once, whole`, async () => {
    await using first = await scripted(respond("answer"));
    await using never = await scripted(respond("never"));

    const response = await call(never.url, { targets: inTurn(first, never), ttfbTimeout: 2_000 });

    assert.equal(await response.text(), "answer");
    assert.equal(first.requests[0]?.body, "ping");
    assert.equal(never.requests.length, 0);
  });
}

Deno.test("targets() keeps how a Request wants to be redirected", async () => {
  await using upstream = await scripted(redirect("/elsewhere"), respond("followed"));
  const request = new Request("http://nowhere.invalid/", { redirect: "manual" });

  const response = await fetch(request, { targets: () => new URL(upstream.url) });

  assert.equal(response.status, 302);
  await response.body?.cancel();
  assert.equal(upstream.requests.length, 1);
});

Deno.test("targets() sends a Request with its own head and the call's body, and no header of the call's", async () => {
  await using dead = await scripted(hang());
  await using alive = await scripted(respond("answer"));

  const response = await fetch(dead.url, {
    method: "POST",
    headers: { authorization: "Bearer first", "x-own": "1" },
    body: "ping",
    targets: (_, attempt) =>
      attempt === 1
        ? new URL(dead.url)
        : new Request(alive.url, { method: "PUT", headers: { authorization: "Bearer second" } }),
  });

  assert.equal(await response.text(), "answer");
  const [request] = alive.requests;
  assert.deepEqual([request?.method, request?.body], ["PUT", "ping"]);
  assert.equal(request?.headers.get("authorization"), "Bearer second");
  assert.equal(request?.headers.get("x-own"), null);
});

Deno.test("targets() sends a Request with a body of its own, or none if its method takes none", async () => {
  await using upstream = await scripted(respond("1"), respond("2"));
  const own = () => new Request(upstream.url, { method: "POST", body: "own" });
  const bare = () => new Request(upstream.url);

  await (await fetch("http://nowhere.invalid/", { method: "POST", body: "ping", targets: own })).text();
  await (await fetch("http://nowhere.invalid/", { method: "POST", body: "ping", targets: bare })).text();

  assert.deepEqual(upstream.requests.map(({ method, body }) => [method, body]), [["POST", "own"], ["GET", ""]]);
});

Deno.test("targets() keeps the idempotency key and the boundary of a form in a Request", async () => {
  await using dead = await scripted(hang());
  await using alive = await scripted(respond("answer"));
  const body = new FormData();
  body.append("name", "value");

  const response = await fetch("http://nowhere.invalid/", {
    method: "POST",
    body,
    idempotencyKey: true,
    targets: (_, attempt) => new Request((attempt === 1 ? dead : alive).url, { method: "POST" }),
  });

  assert.equal(await response.text(), "answer");
  const [[first], [second]] = [dead.requests, alive.requests];
  assert.ok(first?.headers.get("idempotency-key"));
  assert.equal(second?.headers.get("idempotency-key"), first?.headers.get("idempotency-key"));
  const boundary = /boundary=(.+)/.exec(second?.headers.get("content-type") ?? "")?.[1];
  assert.ok(boundary && second?.body.includes(boundary));
});

Deno.test("targets() sends a request that is not guarded to its target, once", async () => {
  await using upstream = await scripted(respond("answer"));

  const response = await fetch("http://nowhere.invalid/", {
    method: "POST",
    body: "ping",
    guard: () => false,
    targets: () => new URL(upstream.url),
  });

  assert.equal(await response.text(), "answer");
  assert.equal(upstream.requests[0]?.body, "ping");
});

Deno.test("targets() sends a hedge elsewhere, and closes the one that lost", async () => {
  await using dead = await scripted(hang());
  await using alive = await scripted(respond("answer"));

  const response = await fetch(dead.url, {
    ttfbTimeout: 2_000,
    hedge: hedge({ after: 20 }),
    targets: inTurn(dead, alive),
  });

  assert.equal(await response.text(), "answer");
  await dead.requests[0]?.closed;
});

Deno.test("targets() lets the cutoff see the target of the attempt", async () => {
  const urls: [string, string][] = [];
  const ttfbTimeout = Object.assign(
    ({ request }: { request: FetchRequest }) => (urls.push(["asked", request.url]), 50),
    {
      learn: ({ url }: FetchRequest) => urls.push(["learned", url]),
    },
  );
  const underlying = fakeFetch(answers("a"));

  await (await fetch("http://a.test/", {
    fetch: underlying,
    ttfbTimeout,
    targets: () => new URL("http://b.test/"),
  }))
    .text();

  assert.deepEqual(urls, [["asked", "http://b.test/"], ["learned", "http://b.test/"]]);
});

const ways: Record<string, FetchOptions> = {
  "one after the other": { targets: ({ url }) => new URL(url) },
  "at once": { hedge: hedge({ after: 10 }) },
  "at once, each to its target": { hedge: hedge({ after: 10 }), targets: ({ url }) => new URL(url) },
};

for (const [name, options] of Object.entries(ways)) {
  Deno.test(`createFetch() parses the JSON of a request once for attempts that are made ${name}`, async () => {
    await using upstream = await scripted(hang(), respond("answer"));
    const seen: unknown[] = [];
    const ttfbTimeout: CutoffFunction = ({ request }) => (seen.push(request.json()), 200);
    const fetch = createFetch({ ...options, ttfbTimeout, guard: () => true, retry: { maxAttempts: 2 } });
    const response = await fetch(upstream.url, { method: "POST", body: '{"a":1}' });

    assert.equal(await response.text(), "answer");
    assert.deepEqual(seen, [{ a: 1 }, { a: 1 }]);
    assert.equal(seen[0], seen[1]);
  });
}

Deno.test("targets() sends an upload that is not guarded as it comes", async () => {
  const upload = manualBody();
  upload.push("begun");
  const request = new Request("http://a.test/", { method: "POST", body: upload.stream, duplex: "half" } as RequestInit);
  const underlying = fakeFetch(answers("early"));
  const response = await fetch(request, {
    fetch: underlying,
    guard: () => false,
    targets: () => new URL("http://b.test/"),
  });
  assert.equal(await response.text(), "early");
  upload.end();
});

Deno.test("targets() passes a runtime's members of init to every target", async () => {
  const underlying = fakeFetch(answers("a"), answers("b"));
  const client = {};
  const init: FetchInit = { fetch: underlying, client, cf: client };

  await (await fetch("http://a.test/", { ...init, targets: () => new URL("http://b.test/") })).text();
  await (await fetch("http://a.test/", { ...init, targets: () => new Request("http://b.test/") })).text();

  for (const { init } of underlying.calls) assert.deepEqual([Object(init).client, Object(init).cf], [client, client]);
});

Deno.test("targets() rejects the call with its own error, and dispatches nothing", async () => {
  const underlying = fakeFetch(answers("a"));
  const reason = new Error("no target");

  const call = fetch("http://a.test/", {
    fetch: underlying,
    targets: () => {
      throw reason;
    },
  });

  await assert.rejects(call, (error) => error === reason);
  assert.equal(underlying.calls.length, 0);
});

for (
  const [target, got] of [
    ["http://b.test/", "type string"],
    [Promise.resolve(new URL("http://b.test/")), "a promise: await it"],
    [undefined, "undefined"],
    [5, "5"],
  ] as const
) {
  Deno.test(`targets() refuses ${got}, and names what it takes`, async () => {
    const targets = (() => target) as unknown as () => URL;

    await assert.rejects(fetch("http://a.test/", { targets }), {
      name: "TypeError",
      message: `Cannot use targets: expected a function that returns a Request or a URL, got ${got}`,
    });
  });
}
