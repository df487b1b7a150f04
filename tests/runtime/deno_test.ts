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
  const versions = ["1.46.3", "1.10.0", "2.8.9", "2", "2.9.0", "2.10.0", "3.0.0"];
  const marking = versions.filter((deno) =>
    createDeno({ version: { deno } }).marksDecoded(new Response("a", { headers }), { headers: new Headers() })
  );
  assert.deepEqual(marking, ["2.9.0", "2.10.0", "3.0.0"]);
});

/** Returns whether Deno marks a response with these headers, to a request with those. */
function marks(headers: Record<string, string>, sent: Record<string, string> = {}, body: string | null = "a"): boolean {
  return runtime.marksDecoded(new Response(body, { headers }), { headers: new Headers(sent) });
}

Deno.test("runtime knows which codings Deno decodes", () => {
  const codings = ["gzip", "GZIP", "br", " br ", "deflate", "gzip, br", "identity", ""];
  const decoded = codings.filter((coding) => marks({ "content-encoding": coding }));
  assert.deepEqual([decoded, marks({})], [["gzip", "GZIP", "br", " br "], false]);
});

Deno.test("runtime knows that Deno marks no response without a body, nor one that was to come coded", () => {
  const gzip = { "content-encoding": "gzip" };
  assert.equal(marks(gzip, {}, null), false);
  assert.deepEqual(["0", "1"].map((length) => marks({ ...gzip, "content-length": length })), [false, true]);
  assert.equal(marks(gzip, { range: "bytes=0-9" }), false);
  assert.deepEqual(["identity", "gzip"].map((coding) => marks(gzip, { "accept-encoding": coding })), [false, true]);
});
