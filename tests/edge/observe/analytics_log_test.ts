import assert from "node:assert/strict";
import { analyticsLog, type DataPoint } from "../../../edge/observe/analytics_log.ts";
import type { LogLine } from "../../../edge/observe/log_line.ts";
import { hang, hangAfterHeaders, sse } from "../../fixtures/scripts.ts";
import { scripted } from "../../fixtures/upstream.ts";
import { workerds } from "../../fixtures/workerds.ts";
import { deployed } from "../fixtures/workerd_runtime.ts";

// Miniflare's own dataset is a wrapped binding, too, but drops what is written: this one prints it.
const RECORDER = `export default () => ({
  writeDataPoint(point) {
    console.log(JSON.stringify({ point }));
  },
});`;
const THROWER = `export default () => ({
  writeDataPoint() {
    throw new Error("No more data points");
  },
});`;

const LINE: LogLine = {
  time: "",
  method: "GET",
  path: "/",
  status: 200,
  outcome: "complete",
  attempts: 1,
  hedges: 0,
  duration: 1,
};

Deno.test("configuredProxy() on workerd writes a data point per request", async () => {
  await using upstream = await scripted(hangAfterHeaders(), sse("1"), hang());
  const points = await pointsOf(RECORDER, upstream.url, ["/one/secret-path?q=secret", "/one/x", "/healthz"]);

  assert.deepEqual(points.map(({ indexes, blobs }) => [...indexes, ...blobs]), [
    ["one", "one", new URL(upstream.url).host, "complete", "2xx"],
    ["one", "one", new URL(upstream.url).host, "timeout", "5xx"],
    ["", "", "", "answered", "2xx"],
  ]);
  assert.deepEqual(points.map(({ doubles: [attempts, hedges, stalls] }) => [attempts, hedges, stalls]), [
    [2, 0, 1],
    [2, 0, 2],
    [0, 0, 0],
  ]);
  const [[, , , ttfb, duration] = [], [, , , none] = []] = points.map(({ doubles }) => doubles);
  assert.ok(
    ttfb !== undefined && duration !== undefined && ttfb >= 300 && duration >= ttfb,
    `got ${ttfb}, ${duration}`,
  );
  assert.equal(none, -1);
  assert.doesNotMatch(JSON.stringify(points), /secret/);
});

Deno.test("configuredProxy() on workerd answers even if its dataset throws", async () => {
  await using upstream = await scripted(sse("1"));
  assert.deepEqual(await pointsOf(THROWER, upstream.url, ["/one/a", "/one/b"]), []);
});

Deno.test("configuredProxy() on workerd takes Miniflare's own dataset", async () => {
  await using upstream = await scripted(sse("1"));
  const script = await deployed.script();
  const bindings = { UPSTREAM_URL: upstream.url };
  await using worker = await workerds([
    { name: "proxy", script, bindings, analyticsEngineDatasets: { ANALYTICS: { dataset: "firstbyte" } } },
  ]);

  assert.equal(await (await fetch(`${worker.urls[0]}/a`)).text(), "data: 1\n\n");
});

Deno.test("configuredProxy() on workerd names an ANALYTICS that isn't a dataset", async () => {
  const script = await deployed.script();
  const bindings = { UPSTREAM_URL: "https://up.example", ANALYTICS: "secret" };
  await using worker = await workerds([{ name: "proxy", script, bindings }]);

  const text = await (await fetch(`${worker.urls[0]}/a`)).text();

  assert.match(JSON.parse(text).error.message, /^Invalid configuration: ANALYTICS takes /);
  assert.doesNotMatch(text, /secret/);
});

Deno.test("analyticsLog() logs even if the dataset rejects", () => {
  const lines: LogLine[] = [];
  const log = analyticsLog({ writeDataPoint: () => Promise.reject(new Error("No")) as never }, (line) => {
    lines.push(line);
  });
  log(LINE);

  assert.deepEqual(lines, [LINE]);
});

Deno.test("analyticsLog() writes its data point even if the log throws", () => {
  const points: DataPoint[] = [];
  const log = analyticsLog({ writeDataPoint: (point) => points.push(point) }, () => {
    throw new Error("No");
  });

  assert.throws(() => log(LINE), /No/);
  assert.equal(points.length, 1);
});

Deno.test("analyticsLog() cuts an index that is too long", () => {
  const points: DataPoint[] = [];
  const log = analyticsLog({ writeDataPoint: (point) => points.push(point) }, () => {});

  log({ ...LINE, upstream: "x".repeat(200) });

  assert.deepEqual(points.map(({ indexes }) => indexes), [["x".repeat(96)]]);
});

/** Runs the proxy with a dataset of this make, asks for the paths, and returns the points when all lines are logged. */
async function pointsOf(dataset: string, upstreamUrl: string, paths: readonly string[]): Promise<DataPoint[]> {
  const points: DataPoint[] = [];
  const logged = Promise.withResolvers<void>();
  let left = paths.length;
  await using workers = await workerds([
    {
      name: "proxy",
      script: await deployed.script(),
      compatibilityFlags: await deployed.flags(),
      bindings: { UPSTREAMS: `{"one":"${upstreamUrl}"}`, TTFB_TIMEOUT_SECONDS: "0.3", MAX_ATTEMPTS: "2" },
      wrappedBindings: { ANALYTICS: "dataset" },
    },
    { name: "dataset", script: dataset },
  ], (line) => {
    const { point } = JSON.parse(line);
    if (point) points.push(point);
    else if (--left === 0) logged.resolve();
  });
  for (const path of paths) await (await fetch(workers.urls[0] + path)).text();
  await logged.promise;
  return points;
}
