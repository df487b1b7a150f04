import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "../../../tools/bundle.ts";
import { runCommand } from "../../fixtures/run_command.ts";
import { temporaryFolder } from "../../fixtures/temporary_folder.ts";
import { isAvailable, machineNode } from "../../runtimes/binaries.ts";

const MEBIBYTE = 2 ** 20;

const SOURCE = `
  import { createServer } from "node:http";
  import { connect } from "node:net";
  import { deferred } from "./edge/runtime/deferred.ts";
  import { writeResponse } from "./edge/serve/write_response.ts";

  let pulls = 0;
  let cancelled = deferred();
  const cookies = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"], ["content-length", "2"]]);
  const responses = {
    "/whole": () => new Response("ok", { headers: cookies }),
    "/empty": () => new Response(null, { status: 204 }),
    "/late": () => new Response(new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => cancelled.resolve() })),
    "/broken": () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) })),
    "/torn": () => new Response(new ReadableStream({
      pull: (controller) => pulls++ ? controller.error(new Error("torn")) : controller.enqueue(new Uint8Array([111])),
    }, { highWaterMark: 0 })),
    "/endless": () => new Response(new ReadableStream({
      pull: (controller) => void (pulls++, controller.enqueue(new Uint8Array(${MEBIBYTE}))),
      cancel: () => cancelled.resolve(),
    }, { highWaterMark: 0 })),
  };
  const server = createServer((request, outgoing) => writeResponse(responses[request.url](), outgoing));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  function ask(path) {
    const socket = connect(server.address().port, "127.0.0.1");
    socket.write("GET " + path + " HTTP/1.1\\r\\nhost: p\\r\\nconnection: close\\r\\n\\r\\n");
    return socket;
  }
  async function received(path) {
    let text = "";
    for await (const data of ask(path)) text += data;
    return text;
  }
  const answers = [];
  for (const path of ["/whole", "/empty", "/broken", "/torn"]) answers.push(await received(path));
  const late = ask("/late");
  const head = String(await new Promise((resolve) => late.once("data", resolve)));
  late.destroy();
  await cancelled.promise;
  cancelled = deferred();
  pulls = 0;
  const endless = ask("/endless");
  endless.pause();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const most = pulls;
  endless.destroy();
  await cancelled.promise;
  console.log(JSON.stringify({ answers, head, most }));
  process.exit();
`;

const path = await machineNode();
if (isAvailable(path)) {
  Deno.test("writeResponse() writes heads at once, bodies as they're read, and breaks off what errors", async () => {
    const { code } = await bundle(SOURCE, "main.mjs", { platform: "node" });
    await using folder = await temporaryFolder({ "main.mjs": code });

    const printed = JSON.parse(await runCommand(path, { args: [join(folder.path, "main.mjs")] }));

    const [whole, empty, broken, torn] = printed.answers as string[];
    assert.match(whole ?? "", /^HTTP\/1.1 200 OK\r\n(?=.*set-cookie: a=1\r\nset-cookie: b=2\r\n).*\r\n\r\nok$/is);
    assert.match(empty ?? "", /^HTTP\/1.1 204 No Content\r\n.*\r\n\r\n$/s);
    // The head is all that comes: a client must not take it for a whole answer.
    assert.match(broken ?? "", /^HTTP\/1.1 200 OK\r\n.*transfer-encoding: chunked\r\n\r\n$/is);
    assert.match(torn ?? "", /\r\n\r\n1\r\no\r\n$/);
    assert.match(printed.head, /^HTTP\/1.1 200 OK\r\n.*\r\n\r\n$/s);
    // What the system buffers for a client that doesn't read.
    assert.ok(printed.most > 0 && printed.most < 32, `${printed.most} MiB`);
  });
}
