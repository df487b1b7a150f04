import assert from "node:assert/strict";
import { createFetch, event, type FetchInit } from "../../mod.ts";
import { commentsOnly, hang, hangAfterHeaders, respond, stall, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";

const fetch = createFetch({ ttfbTimeout: 100, retry: { ttfbGrowth: 1, minDelay: 0, maxDelay: 0 } });

const large = "x".repeat(2 ** 16);

/** What an attempt may be lost by, and the options that lose it. */
const LOSSES: Record<string, { script: Script; init?: FetchInit }> = {
  "no headers": { script: hang() },
  "no body": { script: hangAfterHeaders() },
  "no event": { script: commentsOnly(5), init: { firstByteOn: event() } },
  "a status with a body that goes on": {
    script: stall([large], { status: 503 }),
    init: { retry: { statusCodes: [503], minDelay: 0, maxDelay: 0 } },
  },
};

for (const [name, { script, init }] of Object.entries(LOSSES)) {
  for (const reconnect of ["fresh", "reuse"] as const) {
    Deno.test(`createFetch() closes the connection of each attempt that is lost to ${name}: ${reconnect}`, async () => {
      await using upstream = await scripted(script, script, trickle(["data: a\n\n", "data: b\n\n"], 1));

      const response = await fetch(upstream.url, { ...init, reconnect });

      assert.equal(await response.text(), "data: a\n\ndata: b\n\n");
      assert.equal(upstream.requests.length, 3);
      await Promise.all(upstream.requests.slice(0, 2).map(({ closed }) => closed));
      assert.ok(upstream.sockets <= 1);
    });
  }

  Deno.test(`createFetch() leaves no connection behind when all attempts are lost to ${name}`, async () => {
    await using upstream = await scripted(script);
    const response = await fetch(upstream.url, init).catch((error) => assert.equal(error.name, "TimeoutError"));
    await response?.body?.cancel();
    assert.equal(upstream.requests.length, 3);
    await upstream.allClosed();
  });

  Deno.test(`createFetch() leaves no connection behind when the caller aborts, ${name}`, async () => {
    await using upstream = await scripted(script);
    const controller = new AbortController();
    const options = { ...init, ttfbTimeout: 60_000, retry: false, signal: controller.signal } as const;
    const pending = fetch(upstream.url, options).then((response) => response.text());
    const rejected = assert.rejects(pending, (thrown) => thrown === "mine");
    await upstream.received(1);

    controller.abort("mine");

    await rejected;
    await upstream.allClosed();
  });

  Deno.test(`createFetch() leaves no connection behind when totalTimeout is over, ${name}`, async () => {
    await using upstream = await scripted(script);
    const options = { ...init, ttfbTimeout: false, totalTimeout: 50, retry: false } as const;
    const pending = fetch(upstream.url, options).then((response) => response.text());
    await assert.rejects(pending, { name: "TimeoutError", phase: "total" });
    await upstream.allClosed();
  });
}

Deno.test("createFetch() closes the connection of a stream that went stale", async () => {
  for (const guarded of [true, false]) {
    await using upstream = await scripted(stall(["a"]));
    const response = await fetch(upstream.url, { staleTimeout: 50, guard: () => guarded });
    await assert.rejects(response.text(), { name: "TimeoutError", phase: "stale" });
    await upstream.allClosed();
    assert.equal(upstream.requests.length, 1);
  }
});

Deno.test("createFetch() keeps the connection for the next request once its response was read", async () => {
  await using upstream = await scripted(respond("a"), trickle(["b", "c"], 1));
  for (let round = 0; round < 10; round++) await (await fetch(upstream.url)).text();
  // Deno gives a connection back a moment after the end of its body: the next request may be faster.
  assert.ok(upstream.sockets <= 2, `${upstream.sockets} connections`);
});

Deno.test("createFetch() frees the client of each re-fetch once it answers, whether or not it is read", async () => {
  const created: { closed: boolean }[] = [];
  const { createHttpClient } = Deno;
  Deno.createHttpClient = (options) => {
    const client = createHttpClient(options);
    const record = { closed: false };
    const close = client.close.bind(client);
    client.close = () => {
      record.closed = true;
      close();
    };
    created.push(record);
    return client;
  };
  try {
    await using upstream = await scripted(hang(), stall(["a"]), hang(), trickle(["b", "c"], 1));
    const cancelled = await fetch(upstream.url);
    assert.deepEqual(created, [{ closed: true }]);
    await cancelled.body?.cancel();
    const read = await fetch(upstream.url);
    assert.equal(await read.text(), "bc");
    assert.deepEqual(created, [{ closed: true }, { closed: true }]);
  } finally {
    Deno.createHttpClient = createHttpClient;
  }
});
