import assert from "node:assert/strict";
import { createFetch, event, type FetchInit } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late, manualBody, never, rejects } from "../fixtures/fake_fetch.ts";
import { hang, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const UPSTREAM = "http://upstream.test/";

/** What runtimes add to init, and members that only some of them know. */
const ADDED: Record<string, unknown> = {
  dispatcher: { dispatch: () => true },
  cf: { cacheTtl: 5 },
  tls: { rejectUnauthorized: false },
  proxy: "http://proxy.test/",
  verbose: true,
  next: { revalidate: 5 },
  cache: "no-store",
  credentials: "omit",
  integrity: "",
  keepalive: true,
  mode: "cors",
  priority: "high",
  redirect: "manual",
  referrer: "",
  referrerPolicy: "no-referrer",
  window: null,
};

for (const guarded of [true, false]) {
  Deno.test(`createFetch() passes unknown members of init to every attempt: ${guarded ? "" : "un"}guarded`, async () => {
    using clock = fakeClock();
    const underneath = fakeFetch(...guarded ? [never(), rejects(new TypeError("network"))] : [], answers("a"));
    const pending = createFetch({ fetch: underneath, ttfbTimeout: 10 })(UPSTREAM, {
      ...ADDED,
      method: "POST",
      guard: () => guarded,
    });
    await clock.tickAsync(10_000);
    await (await pending).text();

    assert.equal(underneath.calls.length, guarded ? 3 : 1);
    for (const { init } of underneath.calls) {
      for (const [name, value] of Object.entries(ADDED)) {
        assert.strictEqual(Reflect.get(init, name), value, name);
      }
    }
  });
}

Deno.test("createFetch() gives each attempt a signal of its own, and the caller's to none", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(never(), answers("a"));
  const { signal } = new AbortController();
  const pending = createFetch({ fetch: underneath, ttfbTimeout: 10 })(UPSTREAM, { signal });
  await clock.tickAsync(10);
  await (await pending).text();
  const signals = underneath.calls.map(({ signal }) => signal);
  assert.equal(new Set([...signals, signal]).size, 3);
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, false]);
});

Deno.test("createFetch() uses a client of the caller's for every attempt, and does not close it", async () => {
  await using upstream = await scripted(hang(), hang(), respond("third"), respond("after"));
  using client = Deno.createHttpClient({});
  const fetch = createFetch({ ttfbTimeout: 30, retry: { ttfbGrowth: 1 } });
  assert.equal(await (await fetch(upstream.url, { client })).text(), "third");
  const init: FetchInit = { client };
  assert.equal(await (await globalThis.fetch(upstream.url, init)).text(), "after");
});

for (const [name, header] of [[true, "idempotency-key"], ["X-Request-Key", "x-request-key"]] as const) {
  Deno.test(`createFetch() gives all attempts of a call one key: idempotencyKey ${name}`, async () => {
    await using upstream = await scripted(hang(), respond("a"));
    const fetch = createFetch({ ttfbTimeout: 30, guard: () => true, idempotencyKey: name });
    const headers = { "x-a": "1" };
    await (await fetch(upstream.url, { method: "POST", body: "a", headers })).text();
    await (await fetch(new Request(upstream.url, { method: "POST", body: "b" }))).text();
    const [first, second, third] = upstream.requests.map(({ headers }) => headers.get(header));
    assert.ok(first && first.length >= 16 && /^[\w-]+$/.test(first), `${first}`);
    assert.equal(second, first);
    assert.ok(third && third !== first);
    assert.deepEqual(headers, { "x-a": "1" });
    assert.equal(upstream.requests[1]?.headers.get("x-a"), "1");
  });
}

Deno.test("createFetch() keeps the caller's idempotency key, and adds none by default", async () => {
  const underneath = fakeFetch(answers("a"));
  const sent = async (init: FetchInit) => {
    await (await createFetch({ fetch: underneath })(UPSTREAM, init)).text();
    return new Headers(underneath.calls.at(-1)?.init.headers).get("idempotency-key");
  };
  assert.equal(await sent({ idempotencyKey: true, headers: { "Idempotency-Key": "mine" } }), "mine");
  assert.equal(await sent({}), null);
  assert.equal(await sent({ idempotencyKey: false }), null);
});

for (const [name, status, method] of [["204", 204, "GET"], ["304", 304, "GET"], ["HEAD", 200, "HEAD"]] as const) {
  Deno.test(`createFetch() resolves with the headers if there is no body: ${name}`, async () => {
    using clock = fakeClock();
    const underneath = fakeFetch(late(50, answers(null, { status })));
    const pending = createFetch({ fetch: underneath, ttfbTimeout: 100, totalTimeout: 1_000 })(UPSTREAM, { method });
    await clock.tickAsync(50);
    const response = await pending;
    assert.deepEqual([response.status, response.body, await response.text()], [status, null, ""]);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("createFetch() resolves a HEAD whose fetch gives it a body with its headers", async () => {
  const body = manualBody();
  const response = await createFetch({ fetch: fakeFetch(answers(body)) })(UPSTREAM, { method: "HEAD" });
  assert.equal(response.status, 200);
  await response.body?.cancel();
});

Deno.test("createFetch() counts from dispatch to the first byte, whatever the headers do", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const underneath = fakeFetch(late(60, answers(body)), answers("second"));
  const pending = createFetch({ fetch: underneath, ttfbTimeout: 100 })(UPSTREAM);
  await clock.tickAsync(99);
  assert.equal(underneath.calls.length, 1);
  await clock.tickAsync(1);
  assert.equal(await (await pending).text(), "second");
  assert.ok(body.cancelled);
});

Deno.test("createFetch() takes the first event for the first byte if firstByteOn is event", async () => {
  using clock = fakeClock();
  const headers = { "content-type": "text/event-stream; charset=utf-8" };
  const [pinging, speaking] = [manualBody(), manualBody()];
  const underneath = fakeFetch(answers(pinging, { headers }), answers(speaking, { headers }));
  const pending = createFetch({ fetch: underneath, ttfbTimeout: 100, firstByteOn: event() })(UPSTREAM);
  for (let round = 0; round < 10; round++) {
    pinging.push(": ping\n\n");
    await clock.tickAsync(10);
  }
  assert.equal(underneath.calls.length, 2);
  for (const part of [": ping\n\n", "da", "ta: 1\n", "\n"]) speaking.push(part);
  const response = await pending;
  speaking.end();
  assert.equal(await response.text(), ": ping\n\ndata: 1\n\n");
});

Deno.test("createFetch() takes the first event that a firstByteOn function accepts", async () => {
  using clock = fakeClock();
  const headers = { "content-type": "text/event-stream" };
  const body = manualBody();
  const fetch = createFetch({
    fetch: fakeFetch(answers(body, { headers })),
    firstByteOn: event(({ event }) => event !== "ping"),
  });
  let resolved = false;
  const pending = fetch(UPSTREAM).finally(() => resolved = true);
  body.push("event: ping\ndata: x\n\n");
  await clock.tickAsync(1_000);
  assert.equal(resolved, false);
  body.push("event: delta\ndata: y\n\n");
  await (await pending).body?.cancel();
});

Deno.test("createFetch() counts chunks if firstByteOn is event and the body holds none", async () => {
  const body = manualBody();
  const headers = { "content-type": "application/json" };
  const pending = createFetch({ fetch: fakeFetch(answers(body, { headers })), firstByteOn: event() })(UPSTREAM);
  body.push("{");
  const response = await pending;
  body.push("}");
  body.end();
  assert.deepEqual(await response.json(), {});
});
