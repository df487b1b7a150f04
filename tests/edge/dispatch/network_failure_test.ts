import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type NetworkFailure, networkFailure } from "../../../edge/dispatch/network_failure.ts";
import { denoRuntime } from "../fixtures/deno_runtime.ts";

/** What upstreams answer with, raw; `undefined` closes the connection. */
const answers: Record<string, [failure: NetworkFailure, scheme: "http" | "https", answer: string | undefined]> = {
  "closes the connection": ["closed", "http", undefined],
  "sends headers without end": ["headers_too_large", "http", `HTTP/1.1 200 OK\r\n${"x-a: 1\r\n".repeat(9_999)}\r\n`],
  "sends a header that is too large": ["headers_too_large", "http", `HTTP/1.1 200 OK\r\nx: ${"x".repeat(2e6)}\r\n\r\n`],
  "speaks no HTTP": ["not_http", "http", "garbage\r\n\r\n"],
  "speaks no TLS": ["tls", "https", "garbage\r\n\r\n"],
};
for (const [what, [failure, scheme, answer]] of Object.entries(answers)) {
  Deno.test(`createProxy() distinguishes an upstream that ${what}`, async () => {
    await using upstream = await rawServer(answer);
    await told(`${scheme}://127.0.0.1:${upstream.port}/tls-refused-dns`, failure);
  });
}

Deno.test("createProxy() distinguishes an unknown host name", () => told("http://no-such-host.invalid", "dns"));

Deno.test("createProxy() distinguishes a refused connection", async () => {
  const upstream = await rawServer(undefined);
  await upstream[Symbol.asyncDispose]();
  await told(`http://127.0.0.1:${upstream.port}`, "refused");
});

Deno.test("networkFailure() reads the codes of Node and Bun, and the words of workerd", () => {
  const cases: [NetworkFailure | undefined, unknown][] = [
    ["dns", new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) })],
    ["refused", new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) })],
    ["refused", Object.assign(new Error("Unable to connect"), { code: "ConnectionRefused" })],
    [
      "tls",
      new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }) }),
    ],
    [
      "headers_too_large",
      new TypeError("", { cause: Object.assign(new Error(), { code: "UND_ERR_HEADERS_OVERFLOW" }) }),
    ],
    ["closed", new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "UND_ERR_SOCKET" }) })],
    ["closed", new TypeError("Network connection lost.")],
    [undefined, new TypeError("odd https://dns.example/reset")],
    [undefined, undefined],
  ];
  for (const [failure, error] of cases) assert.equal(networkFailure(error), failure, String(Object(error).cause?.code));
});

async function told(url: string, failure: NetworkFailure): Promise<void> {
  await using proxy = await denoRuntime.start({ UPSTREAM_URL: url, MAX_ATTEMPTS: "1" });
  const response = await fetch(proxy.url, { method: "POST", body: "x" });
  const { error } = await response.json();

  assert.equal(response.status, 502);
  assert.match(error.message, /^Upstream could not be reached in 1 attempt: \w/);
  const [line] = await proxy.log.lines(1);
  assert.deepEqual([line?.outcome, line?.unreachable], ["unreachable", failure]);
}

async function rawServer(answer: string | undefined) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => answer === undefined ? socket.destroy() : socket.write(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
