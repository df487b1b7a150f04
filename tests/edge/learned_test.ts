import assert from "node:assert/strict";
import { createProxy } from "../../edge/create_proxy.ts";
import type { AttemptRecord, FetchRequest } from "../../mod.ts";
import { hang, sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { denoRuntime } from "./fixtures/deno_runtime.ts";
import { testsOn } from "./fixtures/proxy_test_case.ts";
import { workerdRuntime } from "./fixtures/workerd_runtime.ts";

// What a learned cutoff has to know of, by default.
const SAMPLES = 20;

for (const runtime of [denoRuntime, workerdRuntime]) {
  const test = testsOn(runtime);
  const scripts = [...Array.from({ length: SAMPLES }, () => sse("1")), hang(), sse("2")];

  test("learns its cutoff", scripts, { TTFB_TIMEOUT_SECONDS: "learned" }, async ({ proxy }) => {
    for (let turn = 0; turn < SAMPLES; turn++) await (await fetch(`${proxy.url}/a`)).text();
    const startedAt = performance.now();

    const response = await fetch(`${proxy.url}/a`);

    assert.equal(await response.text(), "data: 2\n\n");
    assert.equal(response.headers.get("x-firstbyte-attempts"), "2");
    // At first it is two minutes, and never less than a second.
    const elapsed = performance.now() - startedAt;
    assert.ok(elapsed >= 990 && elapsed < 10_000, `took ${elapsed} ms`);
  });
}

Deno.test("createProxy() learns from each attempt for its own upstream", async () => {
  await using dead = await scripted(hang());
  await using alive = await scripted(sse("1"));
  const learned: [string, string][] = [];
  const learn = ({ url }: FetchRequest, { outcome }: AttemptRecord) => learned.push([new URL(url).origin, outcome]);
  const { fetch } = createProxy({
    upstreams: { up: [dead.url, alive.url] },
    log() {},
    fetch: { ttfbTimeout: Object.assign(() => 300, { learn }) },
  });

  const response = await fetch(new Request("https://proxy.example/up/a"));

  assert.equal(await response.text(), "data: 1\n\n");
  assert.deepEqual(learned, [[dead.url, "ttfb"], [alive.url, "response"]]);
});
