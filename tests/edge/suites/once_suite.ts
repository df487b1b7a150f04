import assert from "node:assert/strict";
import { reset, respond, sse } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const json = { "content-type": "application/json" };

/** Requests with a side effect, each sent to a connection that was kept and now closes without an answer. */
export function onceSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  const requests: Record<string, RequestInit> = {
    "POST of JSON": { method: "POST", body: '{"order":1}', headers: json },
    "POST of text": { method: "POST", body: "order" },
    "POST of bytes": { method: "POST", body: new Uint8Array([0, 255]) },
    "POST of a large form": { method: "POST", body: form(200_000) },
    "POST in chunks": { method: "POST", body: new Blob(["order"]).stream() },
    "POST without a body": { method: "POST" },
    "POST of large JSON": { method: "POST", body: JSON.stringify("x".repeat(200_000)), headers: json },
    PATCH: { method: "PATCH", body: "order" },
    PUT: { method: "PUT", body: "order" },
    "DELETE without a body": { method: "DELETE" },
  };
  const ways: Record<string, Script> = { reset: reset(), closed: ({ socket }) => void socket.end() };
  for (const [way, script] of Object.entries(ways)) {
    for (const [what, init] of Object.entries(requests)) {
      // workerd repeats nothing by itself: one of each kind would show it, should that change.
      if (runtime.name === "workerd" && !/JSON|without/.test(what)) continue;
      test(`sends a ${what} once if the kept connection is ${way}`, [respond("ok"), script, respond("again")], {
        MAX_ATTEMPTS: "3",
      }, async ({ proxy, upstream }) => {
        await fetch(proxy.url).then((response) => response.text());
        const response = await fetch(proxy.url, fresh(init));
        await response.text();

        assert.deepEqual(upstream.requests.map(({ method }) => method), ["GET", init.method]);
        assert.equal(response.status, 502);
        const [, line] = await proxy.log.lines(2);
        assert.equal(line?.attempts, 1);
      });
    }
  }

  test(
    "counts each time that it sends a request for a stream",
    [respond("ok"), reset(), sse("1")],
    {},
    async ({ proxy, upstream }) => {
      await fetch(proxy.url).then((response) => response.text());
      const response = await fetch(proxy.url, { method: "POST", body: '{"stream":true}', headers: json });

      assert.equal(await response.text(), "data: 1\n\n");
      const [, line] = await proxy.log.lines(2);
      assert.deepEqual([upstream.requests.length - 1, line?.attempts], [2, 2]);
    },
  );

  const lengths: Record<string, [init: RequestInit, length: number | undefined]> = {
    "no body": [{ method: "POST" }, 0],
    "an empty body": [{ method: "POST", body: "" }, 0],
    text: [{ method: "POST", body: "é" }, 2],
    JSON: [{ method: "POST", body: '{"é":1}', headers: json }, 8],
    "JSON in chunks": [{ method: "POST", body: new Blob(["order"]).stream(), headers: json }, 5],
    "bytes that aren't text": [{ method: "POST", body: new Uint8Array([0xff]), headers: json }, 1],
    "a large form": [{ method: "POST", body: form(200_000) }, undefined],
    "large JSON": [{ method: "PUT", body: JSON.stringify("é".repeat(200_000)), headers: json }, 400_002],
  };
  for (const [what, [init, length]] of Object.entries(lengths)) {
    test(`sends ${what} with its length`, [respond("ok")], {}, async ({ proxy, upstream }) => {
      await fetch(proxy.url, fresh(init)).then((response) => response.text());

      const [request] = upstream.requests;
      assert.equal(request?.headers.get("transfer-encoding"), null);
      const expected = length ?? new TextEncoder().encode(request?.body).byteLength;
      assert.equal(request?.headers.get("content-length"), String(expected));
    });
  }
}

function form(bytes: number): FormData {
  const data = new FormData();
  data.set("file", new File(["x".repeat(bytes)], "file.txt"));
  return data;
}

/** Makes a stream that can be sent in each test. */
function fresh(init: RequestInit): RequestInit & { duplex?: "half" } {
  return init.body instanceof ReadableStream ? { ...init, body: new Blob(["order"]).stream(), duplex: "half" } : init;
}
