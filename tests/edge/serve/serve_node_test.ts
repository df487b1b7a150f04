import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "../../../tools/bundle.ts";
import { runCommand } from "../../fixtures/run_command.ts";
import { temporaryFolder } from "../../fixtures/temporary_folder.ts";
import { isAvailable, machineNode } from "../../runtimes/binaries.ts";

const SOURCE = `
  import { connect } from "node:net";
  import { serveNode } from "./edge/serve/serve_node.ts";
  const server = await serveNode({
    hostname: "127.0.0.1",
    port: 0,
    headTimeout: 200,
    fetch: () => new Promise((resolve) => setTimeout(() => resolve(new Response("late")), 900)),
  });
  const answer = (text) => new Promise((resolve) => {
    let received = "";
    connect(new URL(server.url).port, "127.0.0.1")
      .on("data", (data) => void (received += data))
      .on("close", () => resolve(received.split("\\r\\n", 1)[0]))
      .write(text);
  });
  const head = "GET / HTTP/1.1\\r\\nHost: p\\r\\nConnection: close\\r\\n";
  console.log((await Promise.all([answer(head), answer(head + "\\r\\n")])).join());
  await server.close();
`;

const path = await machineNode();
if (isAvailable(path)) {
  Deno.test("serveNode() answers 408 to incomplete headers, and doesn't limit the answer to complete ones", async () => {
    const { code } = await bundle(SOURCE, "serve_node.mjs", { platform: "node" });
    await using folder = await temporaryFolder({ "serve_node.mjs": code });

    const printed = await runCommand(path, { args: [join(folder.path, "serve_node.mjs")] });

    assert.equal(printed, "HTTP/1.1 408 Request Timeout,HTTP/1.1 200 OK\n");
  });
}
