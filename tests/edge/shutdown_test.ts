import assert from "node:assert/strict";
import { hang, sse, stall, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import { bun, currentNode, isAvailable, machineNode } from "../runtimes/binaries.ts";
import { proxyFile } from "./fixtures/proxy_file.ts";
import { type Program, servedBy, type ServedProxy } from "./fixtures/served_proxy.ts";

const programs: Record<string, Program | undefined> = {
  Deno: [Deno.execPath(), "run", "--no-prompt", "--allow-net", "--allow-env", "--unstable-no-legacy-abort"],
  "Node 20": programOf(await machineNode()),
  "the current Node": programOf(currentNode()),
  Bun: programOf(bun()),
};
/** Registers a test of a proxy that has so many seconds for what's under way. */
interface RegisterTest {
  (behaviour: string, scripts: Script[], seconds: string, run: (proxy: ServedProxy) => Promise<void>): void;
}

const TEN = Array.from({ length: 10 }, (_, index) => `data: ${index}\n\n`);

for (const [name, program] of Object.entries(programs)) {
  if (!isAvailable(program?.[0]) || !program) continue;

  const test: RegisterTest = (behaviour, scripts, seconds, run) => {
    Deno.test(`the proxy on ${name} ${behaviour}`, async () => {
      await using upstream = await scripted(...scripts);
      await using file = await proxyFile();
      const variables = { UPSTREAM_URL: upstream.url, SHUTDOWN_SECONDS: seconds };
      await using proxy = await servedBy([...program ?? [""], file.path] as unknown as Program, variables);
      await run(proxy);
    });
  };

  test(
    "lets a stream finish after SIGTERM, refuses new requests, and exits with 0",
    [trickle(TEN, 60)],
    "9",
    async (proxy) => {
      const response = await fetch(`${proxy.url}/a`);
      proxy.signal("SIGTERM");
      await until(async () => (await get(`${proxy.url}/readyz`)).status === 503);

      assert.equal((await get(`${proxy.url}/healthz`)).status, 200);
      const refused = await get(`${proxy.url}/b`);
      assert.deepEqual([refused.status, refused.headers.get("x-should-retry")], [503, "true"]);
      assert.equal(await response.text(), TEN.join(""));
      assert.equal(await proxy.exited, 0);
      await until(() => Promise.resolve(proxy.log.text.some((line) => line.includes('"/a"'))));
      const lines = (await proxy.log.lines(proxy.log.text.length)).filter(({ path }) => !/z$/.test(path));
      const outcomes = lines.map(({ path, outcome }) => [path, outcome]);
      assert.deepEqual(outcomes, [["/b", "answered"], ["/a", "complete"]]);
    },
  );

  test(
    "stops requests that aren't over in time, with last words and a log line",
    [stall(["data: 1\n\n"]), hang()],
    "0.3",
    async (proxy) => {
      const response = await fetch(`${proxy.url}/a`);
      const waiting = get(`${proxy.url}/b`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      proxy.signal("SIGINT");
      const text = await readAll(response);

      assert.match(text, /^data: 1\n\nevent: error\ndata: .*"shutting_down".*\n\n$/);
      assert.equal((await waiting).status, 503);
      assert.equal(await proxy.exited, 0);
      const lines = await proxy.log.lines(2);
      assert.deepEqual(lines.map(({ path, outcome }) => `${path} ${outcome}`).sort(), ["/a shut_down", "/b shut_down"]);
    },
  );

  test("exits at once after a second signal", [stall(["data: 1\n\n"])], "30", async (proxy) => {
    const response = await fetch(`${proxy.url}/a`);
    proxy.signal("SIGTERM");
    await until(async () => (await get(`${proxy.url}/readyz`)).status === 503);
    proxy.signal("SIGTERM");

    assert.equal(await proxy.exited, 143);
    await assert.rejects(response.text());
  });

  test("exits at once if no request is open", [sse("1")], "30", async (proxy) => {
    await (await fetch(`${proxy.url}/a`)).text();
    proxy.signal("SIGTERM");

    assert.equal(await proxy.exited, 0);
  });
}

function programOf(path: string | undefined): Program | undefined {
  return path === undefined ? undefined : [path];
}

/** Asks on a connection of its own, and reads all of the answer. */
async function get(url: string): Promise<Response> {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const response = await fetch(url, { client } as RequestInit);
  return new Response(await response.arrayBuffer(), response);
}

/** Reads a body up to where it breaks off. */
async function readAll({ body }: Response): Promise<string> {
  const chunks: string[] = [];
  try {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) chunks.push(chunk);
  } catch {
    // It's to break off.
  }
  return chunks.join("");
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
