import assert from "node:assert/strict";
import { createDeno } from "../../src/runtime/deno.ts";
import type { ConnectionOptions } from "../../src/runtime/runtime.ts";
import { runtime } from "../../src/runtime/select_runtime.ts";

const WANTED: ConnectionOptions = { init: {}, isFresh: true, patience: 45_000 };
const platformFetch = globalThis.fetch;

Deno.test({
  name: "runtime opens a client of its own, and closes it, on Deno",
  sanitizeResources: true,
  fn() {
    const connection = runtime.connect(WANTED);

    assert.deepEqual(Object.keys(connection?.init ?? {}), ["client"]);
    assert.equal(connection?.isFresh, true);
    assert.equal(connection.refused(new TypeError("fetch failed")), false);
    connection.close();
  },
});

Deno.test("runtime opens a client for Deno's own fetch, too, if the caller passes it", () => {
  const connection = runtime.connect({ ...WANTED, fetch: platformFetch });
  connection?.close();

  assert.ok(connection?.isFresh);
});

Deno.test("runtime opens no client beside the caller's, nor behind a fetch of its own, on Deno", () => {
  assert.equal(runtime.connect({ ...WANTED, init: { client: {} } }), undefined);
  assert.equal(runtime.connect({ ...WANTED, fetch: (input, init) => fetch(input, init) }), undefined);
  assert.equal(runtime.connect({ ...WANTED, isFresh: false, patience: false }), undefined);
});

Deno.test("runtime opens no client behind a wrapper in the place of Deno's fetch", () => {
  try {
    globalThis.fetch = (input, init) => platformFetch(input, { client: {}, ...init } as RequestInit);

    assert.equal(runtime.connect(WANTED), undefined);
  } finally {
    globalThis.fetch = platformFetch;
  }
});

Deno.test("runtime stays on the pool if Deno makes no clients", () => {
  const version = { deno: "2.9.6" };
  const refusing = createDeno({
    version,
    createHttpClient() {
      throw new Error("No clients left");
    },
  });

  assert.equal(refusing.connect(WANTED), undefined);
  assert.equal(createDeno({ version }).connect(WANTED), undefined);
});

Deno.test("runtime knows that Deno marks decoded bodies from 2.9 on", () => {
  const headers = { "content-encoding": "gzip" };
  const marks = (deno: string) =>
    createDeno({ version: { deno } }).marksDecoded(new Response("a", { headers }), { headers: new Headers() });
  assert.deepEqual(["1.46.3", "2.8.9"].map(marks), [false, false]);
  assert.deepEqual(["2.9.0", "2.10.0", "3.0.0"].map(marks), [true, true, true]);
});
