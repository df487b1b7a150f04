import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { createFetch, type FetchObserverEvent } from "../mod.ts";
import { wholeBody } from "../src/whole_body.ts";
import { json, respond } from "./fixtures/scripts.ts";
import { scripted } from "./fixtures/upstream.ts";

const KEPT = { connection: "keep-alive", "content-length": "5" };

/** Has all responses pass for what a `fetch` received, as they do by no property of their own. */
function received(type = "basic", url = "http://upstream.test/"): Disposable {
  const names = ["type", "url"] as const;
  const originals = names.map((name) => Object.getOwnPropertyDescriptor(Response.prototype, name));
  Object.defineProperties(Response.prototype, { type: { get: () => type }, url: { get: () => url } });
  return {
    [Symbol.dispose]() {
      for (const [index, name] of names.entries()) {
        Object.defineProperty(Response.prototype, name, originals[index] ?? {});
      }
    },
  };
}

/** Calls it as on a server's runtime; the real Bun runs the suite of all runtimes. */
function whole(headers: HeadersInit, length: number, { init = {} } = {}): BodyInit | undefined {
  return wholeBody(new Response("", { headers }), new Uint8Array(length), init, false);
}

Deno.test("wholeBody() makes a byte stream of what the platform received in one piece", async () => {
  using _ = received();
  for (const connection of ["keep-alive", "close"]) {
    for (const asked of [{ min: 1 }, { min: 9 }]) {
      const headers = { ...KEPT, connection };
      const body = wholeBody(new Response("", { headers }), new TextEncoder().encode("whole"), {}, false);
      assert.ok(body instanceof ReadableStream);
      const reader = body.getReader({ mode: "byob" });

      // The library's type of it knows no options yet.
      const read = reader.read.bind(reader) as (view: Uint8Array, options: object) => ReturnType<typeof reader.read>;
      const { value } = await read(new Uint8Array(9), asked);
      assert.equal(new TextDecoder().decode(value), "whole");
      assert.equal((await reader.read(new Uint8Array(9))).done, true);
    }
  }
});

const doubts: Record<string, [headers: Record<string, string>, length: number]> = {
  "a chunk that is shorter": [KEPT, 4],
  "a chunk that is longer": [KEPT, 6],
  "a length of another form": [{ ...KEPT, "content-length": "05" }, 5],
  "two lengths": [{ ...KEPT, "content-length": "5, 5" }, 5],
  "no length": [{ connection: "keep-alive" }, 5],
  "an encoding": [{ ...KEPT, "content-encoding": "gzip" }, 5],
  "chunks of HTTP's": [{ ...KEPT, "transfer-encoding": "chunked" }, 5],
  "no Connection, as over HTTP/2": [{ "content-length": "5" }, 5],
  "more than is read ahead": [{ ...KEPT, "content-length": "16384" }, 16_384],
};

for (const [name, [headers, length]] of Object.entries(doubts)) {
  Deno.test(`wholeBody() takes more to follow ${name}`, () => {
    using _ = received();
    assert.equal(whole(headers, length), undefined);
  });
}

Deno.test("wholeBody() takes more to follow what comes by a client or a dispatcher of the caller's", () => {
  using _ = received();
  for (const init of [{ client: {} }, { dispatcher: {} }]) {
    assert.equal(whole(KEPT, 5, { init }), undefined);
  }
});

Deno.test("wholeBody() takes more to follow where a response is of another origin, or a program's own", () => {
  for (const type of ["cors", "default"]) {
    using _ = received(type);
    assert.equal(whole(KEPT, 5), undefined);
  }
  const imitation = { type: { value: "basic" }, url: { value: "http://upstream.test/" } };
  const response = Object.defineProperties(new Response("", { headers: KEPT }), imitation);
  assert.equal(wholeBody(response, new Uint8Array(5), {}, false), undefined);
});

Deno.test("wholeBody() tells what Bun received, whose type is that of a program's own, by its URL", () => {
  const chunk = new Uint8Array(5);
  for (const [url, expected] of [["http://upstream.test/", chunk], ["", undefined]] as const) {
    using _ = received("default", url);
    assert.equal(wholeBody(new Response("", { headers: KEPT }), chunk, {}, true), expected);
  }
});

Deno.test("createFetch() watches a response that another createFetch() handed out unwatched", async () => {
  await using upstream = await scripted(respond("whole"));
  const told: FetchObserverEvent["type"][] = [];
  const outer = createFetch({ fetch: createFetch(), onEvent: ({ type }) => told.push(type) });
  const response = await outer(upstream.url);
  assert.deepEqual(told, ["attempt", "firstbyte"]);
  assert.equal(await response.text(), "whole");

  assert.deepEqual(told, ["attempt", "firstbyte", "end"]);
});

Deno.test("createFetch() takes a response that another createFetch() made for no whole one", async () => {
  await using upstream = await scripted(respond("whole"));
  const told: FetchObserverEvent["type"][] = [];
  const inner = createFetch({ totalTimeout: 20_000, onEvent: ({ type }) => told.push(type) });
  const response = await createFetch({ fetch: inner })(upstream.url);
  assert.deepEqual(told, ["attempt", "firstbyte"]);
  assert.equal(await response.text(), "whole");

  assert.deepEqual(told, ["attempt", "firstbyte", "end"]);
});

Deno.test("createFetch() reads to its end what the caller's own fetch adds to, under the headers of the original", async () => {
  await using upstream = await scripted(respond("whole"));
  const fetch = createFetch({
    async fetch(input, init) {
      const response = await globalThis.fetch(input, init);
      const tail = new TransformStream({
        flush: (controller) => controller.enqueue(new TextEncoder().encode("+tail")),
      });
      const { url, type } = response;
      const made = new Response(response.body?.pipeThrough(tail), response);
      return Object.defineProperties(made, { url: { value: url }, type: { value: type } });
    },
  });

  assert.equal(await (await fetch(upstream.url)).text(), "whole+tail");
});

Deno.test({
  name: "createFetch() holds neither resource nor connection for a small answer that nobody reads",
  sanitizeResources: true,
  async fn() {
    await using upstream = await scripted(json({ a: 1 }));
    const fetch = createFetch();
    for (let call = 0; call < 10; call++) await fetch(upstream.url);

    assert.equal(upstream.sockets, 1);
  },
});

Deno.test("createFetch() tells of the end of a small answer at once, and of the caller's own reading nothing", async () => {
  await using upstream = await scripted(respond("whole"));
  const told: FetchObserverEvent[] = [];
  const response = await createFetch({ onEvent: (event) => told.push(event) })(upstream.url);
  assert.deepEqual(told.map(({ type }) => type), ["attempt", "firstbyte", "end"]);
  assert.deepEqual(told.at(-1), { attempt: 1, type: "end", cancelled: false });
  assert.equal(await response.text(), "whole");

  assert.equal(told.length, 3);
});

Deno.test("createFetch() breaks a small answer off where the caller aborts before it is read", async () => {
  await using upstream = await scripted(respond("whole"));
  const controller = new AbortController();
  const response = await createFetch()(upstream.url, { signal: controller.signal });
  controller.abort("mine");

  await assert.rejects(response.text(), (reason) => reason === "mine");
});

Deno.test("createFetch() leaves the clone of a small answer whole where the caller aborts once the answer was read", async () => {
  await using upstream = await scripted(respond("whole"));
  const controller = new AbortController();
  const response = await createFetch()(upstream.url, { signal: controller.signal });
  const clone = response.clone();
  assert.equal(await response.text(), "whole");
  controller.abort("mine");

  assert.equal(await clone.text(), "whole");
});

/** Answers every connection with those bytes, each part some milliseconds after the one before. */
async function rawServer(...parts: (string | Uint8Array)[]): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", async () => {
      for (const [index, part] of parts.entries()) {
        if (index > 0) await new Promise((resolve) => setTimeout(resolve, 20));
        socket.write(part);
      }
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

Deno.test("createFetch() reads the chunks of an answer that claims a length, too", async () => {
  const head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n";
  await using server = await rawServer(`${head}3\r\nabc\r\n`, "3\r\ndef\r\n0\r\n\r\n");

  assert.equal(await (await createFetch()(server.url)).text(), "abcdef");
});

Deno.test("createFetch() reads an encoded answer to its end, whose first chunk is as long as all that was sent", async () => {
  const [first, second] = await coincidence();
  const length = first.byteLength + second.byteLength;
  const head = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: ${length}\r\n\r\n`;
  await using server = await rawServer(head, first, second);

  assert.equal(await (await createFetch()(server.url)).text(), "x".repeat(length) + "the end");
});

/** Compresses a text in two parts, which come to as many bytes as the first of them has uncompressed. */
async function coincidence(): Promise<[first: Uint8Array, second: Uint8Array]> {
  for (let length = 1; length < 1_000; length++) {
    const gzip = createGzip();
    gzip.write("x".repeat(length));
    await new Promise<void>((resolve) => gzip.flush(() => resolve()));
    const first: Uint8Array = gzip.read();
    gzip.end("the end");
    const second = await buffer(gzip);
    if (first.byteLength + second.byteLength === length) return [first, second];
  }
  throw new Error("Found no such text");
}
