import assert from "node:assert/strict";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { raw, redirect, respond, sse } from "../../fixtures/scripts.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { Script } from "../../fixtures/upstream.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const TEXT = "every byte of it ".repeat(500);
const ORIGIN = "https://app.example.com";

/** What of a message's head and coding crosses the proxy. */
export function headersSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  test(
    "drops headers of the client's connection, and those that a client could forge",
    [sse("1")],
    {},
    async (bench) => {
      const own = [
        "connection: keep-alive, x-hop",
        "keep-alive: timeout=9",
        "te: trailers",
        "trailer: x-t",
        "upgrade: h2c",
      ];
      const spoofed = [
        "x-forwarded-for: 9.9.9.9",
        "x-forwarded-host: evil",
        "x-forwarded: evil",
        "x_forwarded_for: 9.9.9.9",
        "forwarded: for=9.9.9.9",
        "x-original-url: /evil",
        "x-rewrite-url: /evil",
        "x-real-ip: 9.9.9.9",
      ];
      const secret = [
        "x-hop: 1",
        "proxy-authorization: Basic eA==",
        "x-firstbyte-token: t",
        "cf-connecting-ip: 9.9.9.9",
      ];
      const kept = ["x-kept: yes", "cookie: a=1; b=2"];
      const head = ["GET /x HTTP/1.1", "host: spoofed.example", ...own, ...spoofed, ...secret, ...kept];
      using client = await rawClient(bench.proxy.url, head.join("\r\n") + "\r\n\r\n");
      await client.until("data: 1");

      const { headers } = bench.upstream.requests[0] ?? {};
      for (const line of [...own, ...spoofed, ...secret]) {
        const [name = "", value = ""] = line.split(": ");
        assert.notEqual(headers?.get(name), value, name);
      }
      assert.doesNotMatch(JSON.stringify([...headers ?? []]), /9\.9\.9\.9|x-hop|evil|x-forwarded/);
      assert.equal(headers?.get("host"), new URL(bench.upstream.url).host);
      assert.equal(headers?.get("x-kept"), "yes");
      assert.equal(headers?.get("cookie"), "a=1; b=2");
    },
  );

  test(
    "drops headers of the upstream's connection and origin",
    [
      respond("ok", {
        status: 201,
        headers: {
          connection: "x-hop",
          "x-hop": "1",
          "keep-alive": "timeout=9",
          "proxy-authenticate": "Basic",
          "access-control-allow-origin": "*",
          "x-firstbyte-attempts": "9",
          "alt-svc": 'h3=":443"',
          "server-timing": "db;dur=1",
          "x-kept": "yes",
        },
      }),
    ],
    {},
    async ({ proxy }) => {
      const { headers, status } = await fetch(proxy.url, { method: "POST", body: "x" }).then(drained);

      assert.notEqual(headers.get("keep-alive"), "timeout=9");
      const dropped = ["x-hop", "proxy-authenticate", "access-control-allow-origin", "alt-svc"];
      assert.deepEqual(dropped.filter((name) => headers.has(name)), []);
      assert.equal(headers.get("x-firstbyte-attempts"), "1");
      assert.match(headers.get("server-timing") ?? "", /^db;dur=1, ttfb;dur=/);
      assert.equal(headers.get("x-kept"), "yes");
      assert.equal(status, 201);
    },
  );

  test(
    "forwards a readable body, however its encoding is spelled",
    [respond(gzipSync(TEXT), { headers: { "content-encoding": "GZIP" } })],
    {},
    async ({ proxy }) => {
      assert.equal(await (await fetch(proxy.url)).text(), TEXT);
    },
  );

  const encodings = { gzip: gzipSync(TEXT), br: brotliCompressSync(TEXT) };
  for (const [encoding, bytes] of Object.entries(encodings)) {
    const headers = { "content-encoding": encoding, "content-length": String(bytes.byteLength) };
    const how = runtime.name === "Deno" ? "unchanged" : "decoded";
    test(`forwards a ${encoding} body ${how}`, [respond(bytes, { headers })], {}, async ({ proxy }) => {
      const response = await fetch(proxy.url, { headers: { "accept-encoding": "identity" } });

      if (runtime.name === "Deno") {
        assert.equal(response.headers.get("content-encoding"), encoding);
        assert.equal(response.headers.get("content-length"), String(bytes.byteLength));
        assert.deepEqual(await response.bytes(), new Uint8Array(bytes));
        return;
      }
      assert.equal(response.headers.get("content-encoding"), null);
      assert.ok([null, String(TEXT.length)].includes(response.headers.get("content-length")));
      assert.equal(await response.text(), TEXT);
    });
  }

  const part = gzipSync(TEXT);
  const ofPart = { "content-encoding": "gzip", "content-range": `bytes 0-${part.length - 1}/${part.length}` };
  test(
    "requests a range without a content encoding, and forwards the encoding of the answer",
    [respond(part, { status: 206, headers: ofPart })],
    {},
    async (bench) => {
      const response = await fetch(bench.proxy.url, { headers: { range: "bytes=0-", "accept-encoding": "gzip" } });
      const bytes = new Uint8Array(await response.arrayBuffer());

      // Node says so once more.
      assert.match(bench.upstream.requests[0]?.headers.get("accept-encoding") ?? "", /^identity(, identity)?$/);
      // The others take the encoding off all the same; workerd may put one of its own on.
      if (runtime.name !== "Deno") return;
      assert.equal(response.headers.get("content-encoding"), "gzip");
      assert.equal(bytes.byteLength, part.byteLength);
    },
  );

  const lines = ["HTTP/1.1 200 OK", "content-encoding: gzip", "content-encoding: identity"];
  const twice: Script = ({ socket }) => {
    socket.write(`${lines.join("\r\n")}\r\ncontent-length: ${part.length}\r\n\r\n`);
    socket.end(part);
  };
  test("doesn't cut off a decoded body at its encoded length", [twice], {}, async ({ proxy }) => {
    using client = await rawClient(proxy.url, "GET /x HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n");

    const [head = "", body = ""] = (await client.end()).split("\r\n\r\n");
    const [, length] = /^content-length: (\d+)/im.exec(head) ?? [];
    assert.ok(length === undefined || Number(length) === body.length, `${length} for ${body.length}`);
  });

  for (const method of ["POST", "DELETE", "PATCH"]) {
    test(`forwards a ${method} without a body`, [respond("ok")], {}, async ({ proxy, upstream }) => {
      using client = await rawClient(proxy.url, `${method} /x HTTP/1.1\r\nHost: p\r\n\r\n`);
      await client.until("ok");

      assert.deepEqual(upstream.requests.map((request) => request.headers.get("transfer-encoding")), [null]);
    });
  }

  test("adds no content type to a body", [respond("ok")], {}, async ({ proxy, upstream }) => {
    using client = await rawClient(proxy.url, "POST /x HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\ntext");
    await client.until("ok");

    assert.deepEqual(upstream.requests.map(({ headers, body }) => [headers.get("content-type"), body]), [[
      null,
      "text",
    ]]);
  });

  const undecoded = { zstd: zstdCompressSync(TEXT), "x-gzip": gzipSync(TEXT), "gzip, gzip": gzipSync(gzipSync(TEXT)) };
  for (const [encoding, bytes] of Object.entries(undecoded)) {
    const headers = { "content-encoding": encoding };
    test(
      `forwards a body unchanged in ${encoding}, or without it, and says so`,
      [respond(bytes, { headers })],
      {},
      async ({ proxy }) => {
        using client = await rawClient(proxy.url, "GET /x HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n");

        const [head = "", body = ""] = (await client.end()).split("\r\n\r\n");
        const isEncoded = new RegExp(`content-encoding: ${encoding}`, "i").test(head);
        assert.ok(body.includes(isEncoded ? bytes.toString("latin1") : TEXT), head);
      },
    );
  }

  test("forwards a redirect", [redirect("https://elsewhere.example/x", 307)], {}, async ({ proxy, upstream }) => {
    const response = await fetch(proxy.url, { redirect: "manual" }).then(drained);

    assert.equal(response.status, 307);
    assert.equal(response.headers.get("location"), "https://elsewhere.example/x");
    assert.equal(upstream.requests.length, 1);
  });

  for (const status of [204, 304]) {
    test(
      `forwards a ${status} without a body`,
      [respond("", { status, headers: { etag: '"e"' } })],
      {},
      async (bench) => {
        const response = await fetch(bench.proxy.url);

        assert.equal(response.status, status);
        assert.equal(response.headers.get("etag"), '"e"');
        assert.equal(await response.text(), "");
      },
    );
  }

  test("forwards HEAD", [respond("", { headers: { "content-length": "77" } })], {}, async ({ proxy, upstream }) => {
    using client = await rawClient(proxy.url, "HEAD /x HTTP/1.1\r\nHost: p\r\n\r\n");
    await client.until("\r\n\r\n");

    const { received } = client;
    assert.match(received, /^HTTP\/1.1 200 OK\r\n/);
    assert.match(received, /x-firstbyte-attempts: 1/i);
    assert.match(received, /\r\n\r\n$/);
    assert.equal(upstream.requests[0]?.method, "HEAD");
  });

  test(
    "forwards each of several cookies",
    [
      ({ response }) => {
        response.writeHead(200, [["set-cookie", "a=1"], ["set-cookie", "b=2; Path=/"]].flat());
        response.end("ok");
      },
    ],
    { ALLOWED_ORIGINS: ORIGIN },
    async ({ proxy }) => {
      const response = await fetch(proxy.url, { headers: { origin: ORIGIN } }).then(drained);

      assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2; Path=/"]);
    },
  );

  test("doesn't forward the length of a GET's body", [sse("1")], {}, async (bench) => {
    using client = await rawClient(bench.proxy.url, "GET / HTTP/1.1\r\nHost: p\r\nContent-Length: 5\r\n\r\nhello");
    await client.until("data: 1");

    const [request] = bench.upstream.requests;
    assert.deepEqual([request?.body, request?.headers.get("content-length")], ["", null]);
  });

  test("refuses a malformed Connection header, and doesn't repeat it", [], {}, async ({ proxy }) => {
    using client = await rawClient(
      proxy.url,
      "GET / HTTP/1.1\r\nHost: p\r\nConnection: keep-alive, a planted one\r\n\r\n",
    );

    const received = await client.response();
    assert.match(received, /^HTTP\/1.1 400 [^]*"bad_request"/);
    assert.doesNotMatch(received, /planted/);
  });

  test(
    "ignores the length that an upstream sends beside chunks",
    [
      ({ socket }) => {
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
      },
    ],
    {},
    async ({ proxy }) => {
      const response = await fetch(proxy.url);
      // Node takes that for an attempt to smuggle.
      assert.match(await response.text(), runtime.name.includes("Node") ? /upstream_unreachable/ : /^hello$/);
    },
  );

  test(
    "keeps the length of a body that isn't decoded",
    [
      respond("as it is", { headers: { "content-encoding": "identity" } }),
    ],
    {},
    async ({ proxy }) => {
      using client = await rawClient(proxy.url, "GET / HTTP/1.1\r\nHost: p\r\n\r\n");

      assert.match(await client.response(), /content-length: 8\r\n[^]*as it is$/i);
    },
  );

  test(
    "forwards an answer whose reason phrase is invalid",
    [raw("200 a\tb", "ok")],
    {},
    async ({ proxy }) => {
      const response = await fetch(proxy.url);

      assert.deepEqual([response.status, await response.text()], [200, "ok"]);
    },
  );

  // workerd itself refuses what is not in capitals.
  const methods = runtime.name === "Deno" ? ["TRACE", "trace", "get", "Post"] : ["TRACE"];
  test("refuses a method that fetch can't send", [], {}, async ({ proxy }) => {
    for (const method of methods) {
      using client = await rawClient(proxy.url, `${method} / HTTP/1.1\r\nHost: p\r\n\r\n`);

      assert.match(await client.response(), /^HTTP\/1.1 405 [^]*allow: GET, HEAD, [^]*"method_not_allowed"/i, method);
    }
  });
}

async function drained(response: Response): Promise<Response> {
  await response.text();
  return response;
}
