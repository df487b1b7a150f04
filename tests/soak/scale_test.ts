import assert from "node:assert/strict";
import { BenchMain } from "../bench/bench_main.ts";
import type { CallsRequest, CallsResult } from "../bench/calls_main.ts";
import { OURS, PLAIN } from "../bench/contenders.ts";
import { runtimes } from "../bench/runtimes.ts";
import type { ScaleRequest, ScaleResult } from "../bench/scale_main.ts";
import { startUpstream } from "../bench/start_upstream.ts";

// In processes of their own: nothing else then adds to their memory.
async function deno() {
  const runtime = (await runtimes()).find(({ kind }) => kind === "deno");
  assert.ok(runtime);
  return runtime;
}

Deno.test("createFetch() keeps the heap flat, and its caller's signal free, over 100,000 calls", async () => {
  await using main = await BenchMain.of("calls_main.ts");
  const request: CallsRequest = { calls: 100_000 };

  const { early, late, listeners } = await main.run<CallsResult>(await deno(), request);

  assert.equal(listeners, 0);
  // A single object kept for each of the 90,000 calls between would be as large.
  assert.ok(late - early < 2 * 2 ** 20, `expected less than 2 MiB more, got ${late - early} bytes`);
});

Deno.test("createFetch() holds 10,000 streams open, each for at most 32 KiB of heap more than plain fetch", async () => {
  await using upstream = await startUpstream();
  await using main = await BenchMain.of("scale_main.ts");
  const streams = 10_000;
  const measure = async (contender: string) => {
    const request: ScaleRequest = { url: `${upstream.url}/held`, contender, streams };
    return await main.run<ScaleResult>(await deno(), request);
  };

  const plain = await measure(PLAIN);
  const ours = await measure(OURS);

  const more = (ours.heap - plain.heap) / streams;
  assert.ok(more < 32 * 2 ** 10, `expected less than 32 KiB a stream, got ${more} bytes`);
});
