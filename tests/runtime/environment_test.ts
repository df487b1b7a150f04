import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { certificate } from "../fixtures/certificate.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { bun, isAvailable } from "../runtimes/binaries.ts";
import { runMain } from "../runtimes/run_main.ts";

const DENO = { path: () => Deno.execPath(), flags: ["run", "-A"] };

for (const { name, path, flags } of [{ name: "Deno", ...DENO }, { name: "Bun", path: bun, flags: [] }]) {
  Deno.test(`runtime connects by the proxy of the environment, on ${name}`, async () => {
    const binary = path();
    if (!isAvailable(binary)) return;
    await using proxy = await serveProxy();
    await using origin = await serve(createServer((_, response) => response.end("direct")));
    const urls = [origin.url, origin.url.replace("127.0.0.1", "localhost"), "https://nowhere.invalid"];
    const ways = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: "localhost" };
    // Deno would look for a newer version of itself through the proxy.
    const env = { ...ways, DENO_NO_UPDATE_CHECK: "1" };
    const outcomes = await runMain(binary, "environment_main.ts", urls, { flags, env });

    assert.deepEqual(outcomes, [["by proxy", "by proxy"], ["direct", "direct"], ["failed", "failed"]]);
    assert.deepEqual(proxy.tunnels, ["nowhere.invalid:443", "nowhere.invalid:443"]);
  });
}

const TRUST: Record<string, (file: string) => { flags?: string[]; env?: Record<string, string>; trusts?: boolean }> = {
  "nothing": () => ({ trusts: false }),
  "DENO_CERT": (file) => ({ env: { DENO_CERT: file } }),
  "--cert": (file) => ({ flags: ["--cert", file] }),
  "DENO_TLS_CA_STORE": (file) => ({ env: { DENO_TLS_CA_STORE: "system", SSL_CERT_FILE: file } }),
  "--unsafely-ignore-certificate-errors": () => ({ flags: ["--unsafely-ignore-certificate-errors"] }),
};

for (const [name, trust] of Object.entries(TRUST)) {
  Deno.test(`runtime connects under the certificates of ${name}, on Deno`, async () => {
    const pem = await certificate();
    await using folder = await temporaryFolder({ "cert.pem": pem.cert });
    await using origin = await serve(createSecureServer(pem, (_, response) => response.end("answer")), "https");
    const { flags = [], env, trusts = true } = trust(join(folder.path, "cert.pem"));
    const outcomes = await runMain(DENO.path(), "environment_main.ts", [origin.url], {
      flags: [...DENO.flags, ...flags],
      env,
    });
    const expected = trusts ? "answer" : "failed";

    assert.deepEqual(outcomes, [[expected, expected]]);
  });
}

interface Origin extends AsyncDisposable {
  readonly url: string;
}

interface Proxy extends Origin {
  /** The targets of tunnels, none of which it opens. */
  readonly tunnels: readonly string[];
}

async function serveProxy(): Promise<Proxy> {
  const tunnels: string[] = [];
  const server = createServer((_, response) => response.end("by proxy"));
  server.on("connect", ({ url = "" }: IncomingMessage, socket: Socket) => {
    tunnels.push(url);
    socket.on("error", () => {});
    socket.end("HTTP/1.1 502 Refused\r\n\r\n");
  });
  return Object.assign(await serve(server), { tunnels });
}

async function serve(server: Server, scheme = "http"): Promise<Origin> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
