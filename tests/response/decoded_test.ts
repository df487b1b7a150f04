import assert from "node:assert/strict";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { createFetch } from "../../mod.ts";

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** How an upstream codes its answers, and what it's asked for with. */
interface Coding {
  readonly encoding: string;
  readonly body: Uint8Array;
  readonly status?: number;
  readonly init?: RequestInit;
}

const TEXT = "decoded ".repeat(100);
const CODINGS: Record<string, Coding> = {
  "gzip": { encoding: "gzip", body: gzipSync(TEXT) },
  "GZIP": { encoding: "GZIP", body: gzipSync(TEXT) },
  "br": { encoding: "br", body: brotliCompressSync(TEXT) },
  "deflate": { encoding: "deflate", body: deflateSync(TEXT) },
  "gzip, br": { encoding: "gzip, br", body: brotliCompressSync(gzipSync(TEXT)) },
  "identity": { encoding: "identity", body: new TextEncoder().encode(TEXT) },
  "gzip of nothing": { encoding: "gzip", body: new Uint8Array(0) },
  "gzip of a part": { encoding: "gzip", body: gzipSync(TEXT), status: 206, init: { headers: { range: "bytes=0-9" } } },
  "gzip against the request": {
    encoding: "gzip",
    body: gzipSync(TEXT),
    init: { headers: { "accept-encoding": "identity" } },
  },
  "gzip of an error": { encoding: "gzip", body: gzipSync(TEXT), status: 500 },
  "gzip of HEAD": { encoding: "gzip", body: gzipSync(TEXT), init: { method: "HEAD" } },
};

const USES: Record<string, (response: Response) => Response | Promise<Response>> = {
  "returned": (response) => response,
  "returned as its clone": (response) => response.clone(),
  "returned beside its clone": (response) => {
    response.clone();
    return response;
  },
  "returned as the clone of its clone": (response) => response.clone().clone(),
  "returned in another response": (response) => new Response(response.body, response),
  "returned with its headers": (response) => new Response(response.body, { headers: response.headers }),
  "put into a cache": async (response) => {
    const cache = await caches.open("decoded");
    // A part is refused, and its body left alone.
    if (response.status === 206) await response.body?.cancel();
    await cache.put("http://cached.test/", response);
    const cached = await cache.match("http://cached.test/");
    await caches.delete("decoded");
    return cached ?? Response.error();
  },
};

for (const [name, coding] of Object.entries(CODINGS)) {
  for (const [use, apply] of Object.entries(USES)) {
    Deno.test(`createFetch() returns a response that Deno sends as its own: ${name}, ${use}`, async () => {
      await using upstream = await serveCoded(coding);
      const seen = async (fetch: Fetch) => {
        await using server = serveResult(async () => await apply(await fetch(upstream.url, coding.init)));
        return await getRaw(server.url);
      };

      assert.deepEqual(await seen(createFetch()), await seen(fetch));
    });
  }
}

interface Server extends AsyncDisposable {
  readonly url: string;
}

async function serveCoded({ encoding, body, status = 200 }: Coding): Promise<Server> {
  const server = createServer((_, response) => {
    const headers = { "content-encoding": encoding, "content-length": body.byteLength, "content-type": "text/plain" };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveResult(handler: () => Promise<Response>): Server {
  const onError = (error: unknown) => new Response(String(error), { status: 599 });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, onError }, handler);
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Gets what is on the wire, decoded by nobody. */
async function getRaw(url: string): Promise<{ status: number; headers: object; body: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false }, resolve).on("error", reject);
  });
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  const { date: _, ...headers } = response.headers;
  return {
    status: response.statusCode ?? 0,
    headers,
    body: new TextDecoder("latin1").decode(await new Blob(chunks).bytes()),
  };
}
