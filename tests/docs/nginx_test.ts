import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect } from "node:tls";
import { freePort, startServer } from "../bench/start_server.ts";
import { servedProxy } from "../edge/fixtures/served_proxy.ts";
import { certificate } from "../fixtures/certificate.ts";
import { findOnPath } from "../fixtures/find_on_path.ts";
import { stall } from "../fixtures/scripts.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { scripted } from "../fixtures/upstream.ts";
import { MarkdownPage } from "./markdown_page.ts";

const nginx = await findOnPath("nginx");
if (!nginx) console.log("Ignored: nginx isn't installed, so what the docs show for it can't be run");

Deno.test(
  "docs/proxy/operate.md shows an nginx that passes each event on as it comes",
  { ignore: !nginx },
  async () => {
    await using upstream = await scripted(stall(["data: 1\n\n"]));
    await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, PROXY_TOKENS: "token" });
    const port = freePort();
    await using folder = await temporaryFolder({ ...await certificate() });
    await Deno.writeTextFile(`${folder.path}/nginx.conf`, await configuration(folder.path, port, proxy.url));
    await using _server = await startServer(nginx ?? "", {
      args: ["-p", folder.path, "-c", "nginx.conf", "-e", "stderr"],
      port,
    });

    const socket = connect({
      port,
      host: "127.0.0.1",
      ca: await readFile(`${folder.path}/cert`),
      servername: "localhost",
    });
    socket.write("GET /v1/x HTTP/1.1\r\nHost: llm.example.com\r\nX-Firstbyte-Token: token\r\n\r\n");
    let received = "";
    for await (const chunk of socket) {
      received += chunk;
      if (received.includes("data: 1\n\n")) break;
    }

    assert.match(received, /^HTTP\/1\.1 200 [^]*x-firstbyte-attempts: 1/i);
  },
);

/** Returns what the page shows, with ports and files of this machine. */
async function configuration(folder: string, port: number, proxy: string): Promise<string> {
  const { blocks } = await MarkdownPage.read("docs/proxy/operate.md");
  const server = blocks.find(({ language }) => language === "nginx")?.code ?? "";
  const own = server
    .replace("listen 443", `listen 127.0.0.1:${port}`)
    .replace("http://127.0.0.1:8787", proxy)
    .replace("/etc/ssl/llm.example.com.pem", `${folder}/cert`)
    .replace("/etc/ssl/llm.example.com.key", `${folder}/key`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) =>
    `${name}_temp_path ${folder}/${name}_;`
  );
  return `daemon off; pid ${folder}/nginx.pid; events {} http { access_log off; ${folders.join(" ")} ${own} }`;
}
