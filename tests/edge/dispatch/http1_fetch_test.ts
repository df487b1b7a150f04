import assert from "node:assert/strict";
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { certificate } from "../../fixtures/certificate.ts";
import { temporaryFolder } from "../../fixtures/temporary_folder.ts";
import { servedProxy } from "../fixtures/served_proxy.ts";

Deno.test("http1Fetch() rejects an answer that would look complete over HTTP/2", async () => {
  await using upstream = await breakingOff();
  await using folder = await temporaryFolder({ "cert.pem": upstream.cert });
  const DENO_CERT = `${folder.path}/cert.pem`;
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, MAX_ATTEMPTS: "1", DENO_CERT });

  const response = await fetch(proxy.url);

  let received = "";
  await assert.rejects(async () => {
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) received += text;
  }, TypeError);
  assert.match(received, /^data: 1\n\nevent: error\n/);
  const [line] = await proxy.log.lines(1);
  assert.equal(line?.outcome, "broken");
});

/** Starts a server that speaks HTTP/2 and 1.1, and breaks off in the middle of its answers. */
async function breakingOff() {
  const { cert, key } = await certificate();
  const server: Http2SecureServer = createSecureServer({ cert, key, allowHTTP1: true });
  server.on("request", ({ httpVersion, socket }, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: 1\n\n");
    setTimeout(() => {
      if (httpVersion === "2.0") (response.stream as ServerHttp2Stream).close();
      else socket.destroy();
    }, 50);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    cert,
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
