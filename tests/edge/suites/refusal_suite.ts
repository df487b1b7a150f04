import assert from "node:assert/strict";
import { rawClient } from "../fixtures/raw_client.ts";
import { refusingUpstream } from "../fixtures/refusing_upstream.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const SIZE = 2 * 2 ** 20;
const JSON_TYPE = { "content-type": "application/json" };

/** Uploads that an upstream refuses while they are still coming. */
export function refusalSuite(runtime: ProxyRuntime): void {
  const uploads: Record<string, () => RequestInit> = {
    "a form": () => ({ body: form() }),
    "JSON that asks for a stream": () => ({
      body: JSON.stringify({ stream: true, x: "x".repeat(SIZE) }),
      headers: JSON_TYPE,
    }),
  };
  for (const [what, init] of Object.entries(uploads)) {
    Deno.test(`createProxy() on ${runtime.name} forwards a 413 to ${what}, after one request`, async () => {
      await using upstream = await refusingUpstream("reads on");
      await using proxy = await runtime.start({ UPSTREAM_URL: upstream.url });

      const response = await fetch(proxy.url, { method: "POST", ...init() });

      assert.deepEqual([response.status, await response.text()], [413, "too large"]);
      assert.equal(upstream.requests.length, 1);
    });
  }

  // What was received before a reset, Node's, Deno's and workerd's `fetch` may throw away.
  for (const parting of ["closes", "resets"] as const) {
    Deno.test(`createProxy() on ${runtime.name} sends a form once to an upstream that answers 413 and ${parting}`, async () => {
      await using upstream = await refusingUpstream(parting);
      await using proxy = await runtime.start({ UPSTREAM_URL: upstream.url });

      const response = await fetch(proxy.url, { method: "POST", body: form() });

      // workerd may reset its client's connection, too, while that still uploads.
      await response.text().catch(() => {});
      assert.ok([413, 502].includes(response.status), `got ${response.status}`);
      assert.equal(upstream.requests.length, 1);
    });
  }

  Deno.test(`createProxy() on ${runtime.name} forwards a 413 to a client that waits with the rest of its body`, async () => {
    await using upstream = await refusingUpstream("reads on");
    await using proxy = await runtime.start({ UPSTREAM_URL: upstream.url });
    const head =
      `POST / HTTP/1.1\r\nHost: p\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${SIZE}\r\n\r\n`;
    using client = await rawClient(proxy.url, `${head}--b\r\n${"x".repeat(100_000)}`);

    assert.match(await client.response(), /^HTTP\/1\.1 413 [^]*too large/);
    assert.equal(upstream.requests.length, 1);
  });
}

function form(): FormData {
  const data = new FormData();
  data.set("file", new File(["x".repeat(SIZE)], "file.txt"));
  return data;
}
