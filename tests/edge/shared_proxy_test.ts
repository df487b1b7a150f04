import assert from "node:assert/strict";
import { sharedProxy } from "../../edge/shared_proxy.ts";
import type { StateNamespace } from "../../edge/sharing/durable_place.ts";
import { pause, reset, sse } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import { workerds } from "../fixtures/workerds.ts";
import type { WorkerdOptions } from "../fixtures/workerds_process.ts";
import { LogBook } from "./fixtures/running_proxy.ts";
import { servedWorker } from "./fixtures/served_proxy.ts";
import { deployed } from "./fixtures/workerd_runtime.ts";

// An isolate exchanges what it knows no more often.
const INTERVAL = 5_000;
const IN_ONE = { SHARED_STATE: { className: "SharedState", scriptName: "one", useSQLite: true } };

Deno.test("sharedProxy() on workerd skips an upstream if another isolate opened its breaker", async () => {
  await using dead = await scripted(reset());
  await using alive = await scripted(sse("1"));
  const UPSTREAMS = JSON.stringify({ up: [dead.url, alive.url] });
  await using proxies = await running([
    { name: "one", bindings: { UPSTREAMS, BREAKER_FAILURES: "1" }, durableObjects: IN_ONE },
    // By failures of its own it would never open.
    { name: "two", bindings: { UPSTREAMS, BREAKER_FAILURES: "1000" }, durableObjects: IN_ONE },
  ]);
  const [one, two] = proxies.urls;

  assert.equal(await textOf(`${one}/up/a`), "data: 1\n\n");
  let attempts;
  for (let turn = 0; turn < 20 && attempts !== "1"; turn++) {
    const response = await fetch(`${two}/up/b`);
    await response.text();
    attempts = response.headers.get("x-firstbyte-attempts");
  }

  assert.equal(attempts, "1");
  const asked = dead.requests.length;
  assert.equal(await textOf(`${two}/up/c`), "data: 1\n\n");
  assert.equal(dead.requests.length, asked);
});

Deno.test("sharedProxy() on workerd adapts its cutoff to the samples of another isolate", async () => {
  await using upstream = await scripted(fastSlowOrHanging());
  const bindings = { UPSTREAM_URL: upstream.url, TTFB_TIMEOUT_SECONDS: "learned" };
  await using proxies = await running([
    { name: "one", bindings, durableObjects: IN_ONE },
    { name: "two", bindings, durableObjects: IN_ONE },
  ]);
  const [one, two] = proxies.urls;

  let asked = 0;
  /** Lets the one learn, and returns how long the other then gives an attempt. */
  async function learnedFrom(path: string, times: number): Promise<number> {
    await Promise.all(Array.from({ length: times }, () => textOf(`${one}${path}`)));
    await wait(INTERVAL);
    for (const url of [one, two]) {
      await textOf(`${url}/healthz`);
      await wait(500);
    }
    await textOf(`${two}/hang${path}`);
    const lines = await proxies.log.lines(asked += times + 3);
    return lines.find((line) => line.path === `/hang${path}`)?.tried?.[0]?.elapsed ?? NaN;
  }

  // Without what the other learned, it would be two minutes.
  const lowered = await learnedFrom("/fast", 30);
  const raised = await learnedFrom("/slow", 60);

  assert.ok(lowered >= 1_000 && lowered < 1_700, `got ${lowered}`);
  assert.ok(raised >= 1_800 && raised < 10_000, `got ${raised}`);
});

const failures = { hangs: "return new Promise(() => {});", throws: 'throw new Error("Out of order");' };
for (const [how, code] of Object.entries(failures)) {
  Deno.test(`sharedProxy() on workerd answers at once if the shared object ${how}`, async () => {
    await using upstream = await scripted(sse("1"));
    const durableObjects = { SHARED_STATE: { className: "SharedState", scriptName: "state" } };
    await using proxies = await running([
      { name: "one", bindings: { UPSTREAM_URL: upstream.url }, durableObjects },
      {
        name: "state",
        script: `export class SharedState { fetch() { ${code} } } export default { fetch: () => new Response() };`,
        durableObjects: { SHARED_STATE: { className: "SharedState" } },
      },
    ]);
    // So that no compilation is measured.
    await textOf(proxies.urls[1] ?? "");
    const startedAt = performance.now();

    for (let turn = 0; turn < 20; turn++) assert.equal(await textOf(`${proxies.urls[0]}/a`), "data: 1\n\n");

    const lines = await proxies.log.lines(20);
    assert.deepEqual(new Set(lines.map(({ outcome }) => outcome)), new Set(["complete"]));
    // An exchange is given four seconds.
    assert.ok(performance.now() - startedAt < 3_000, `took ${performance.now() - startedAt} ms`);
  });
}

Deno.test("sharedProxy() shares within a data centre, after it has answered", async () => {
  await using upstream = await scripted(sse("1"));
  const places: string[] = [];
  const waited: Promise<unknown>[] = [];
  const namespace: StateNamespace = {
    idFromName: (name) => places.push(name),
    get: () => ({ fetch: () => Promise.resolve(new Response(null, { status: 503 })) }),
  };
  const proxy = sharedProxy({ upstreams: upstream.url, log() {} }, namespace);
  const request = Object.assign(new Request("https://proxy.example/a"), { cf: { colo: "AMS" } });

  const outside = await proxy.fetch(request.clone());
  assert.deepEqual(places, []);
  const response = await proxy.fetch(request, { waitUntil: (promise) => void waited.push(promise) });

  assert.deepEqual(await Promise.all([outside.text(), response.text()]), ["data: 1\n\n", "data: 1\n\n"]);
  assert.deepEqual([places, await Promise.all(waited)], [["AMS"], [undefined]]);
});

Deno.test("edge/worker.ts on Deno doesn't take a variable for a binding of Workers", async () => {
  await using upstream = await scripted(sse("1"));
  await using proxy = await servedWorker({ UPSTREAM_URL: upstream.url, ANALYTICS: "x" });

  assert.equal(await textOf(`${proxy.url}/a`), "data: 1\n\n");
});

Deno.test("configuredProxy() on workerd names a SHARED_STATE that isn't a Durable Object", async () => {
  const bindings = { UPSTREAM_URL: "https://up.example", SHARED_STATE: "secret" };
  await using proxies = await running([{ name: "one", bindings }]);

  const text = await textOf(`${proxies.urls[0]}/a`);

  assert.match(JSON.parse(text).error.message, /^Invalid configuration: SHARED_STATE takes /);
  assert.doesNotMatch(text, /secret/);
});

/** Runs workers; those without a script of their own are the proxy. */
async function running(workers: readonly (Omit<WorkerdOptions, "script"> & { script?: string })[]) {
  const log = new LogBook();
  const proxy = { script: await deployed.script(), compatibilityFlags: await deployed.flags() };
  const started = await workerds(workers.map((worker) => ({ ...proxy, ...worker })), (line) => log.write(line));
  return { urls: started.urls, log, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

/** Hangs on the first attempt at a path that says so, answers `/slow` after 600 ms, and all else at once. */
function fastSlowOrHanging(): Script {
  const seen = new Set<string>();
  return async (exchange) => {
    const { path } = exchange.request;
    if (path.startsWith("/hang") && !seen.has(path)) return void seen.add(path);
    if (path === "/slow") await pause(600, exchange.signal);
    await sse("1")(exchange);
  };
}

async function textOf(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
