import assert from "node:assert/strict";
import { hang, json, respond, sse } from "../fixtures/scripts.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { scripted } from "../fixtures/upstream.ts";
import { isAvailable, machineNode } from "../runtimes/binaries.ts";
import { denoRuntime } from "./fixtures/deno_runtime.ts";
import { proxyFile } from "./fixtures/proxy_file.ts";
import { servedBy } from "./fixtures/served_proxy.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const HEADERS = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, tracestate: "vendor=1" };
const DENO = [
  Deno.execPath(),
  "run",
  "--no-prompt",
  "--allow-net",
  "--allow-env",
  "--unstable-no-legacy-abort",
] as const;

Deno.test("the proxy forwards the trace context", async () => {
  await using upstream = await scripted(json({}));
  await using proxy = await denoRuntime.start({ UPSTREAM_URL: upstream.url });

  await (await fetch(proxy.url, { headers: HEADERS })).text();

  const headers = upstream.requests[0]?.headers;
  assert.deepEqual([headers?.get("traceparent"), headers?.get("tracestate")], [HEADERS.traceparent, "vendor=1"]);
});

Deno.test("the proxy's spans are exported by Deno's own OpenTelemetry, as part of the client's trace", async () => {
  await using upstream = await scripted(hang(), sse("1"));
  await using collector = await scripted(respond("{}", { headers: { "content-type": "application/json" } }));
  await using file = await proxyFile();
  await using proxy = await servedBy([...DENO, file.path], {
    UPSTREAM_URL: upstream.url,
    TTFB_TIMEOUT_SECONDS: "0.3",
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "200",
  });

  await (await fetch(`${proxy.url}/a`, { headers: HEADERS })).text();
  const spans = () =>
    collector.requests.filter(({ path }) => path === "/v1/traces").flatMap(({ body }) => spansOf(body));
  while (!spans().some(({ kind }) => kind === 1)) await new Promise((resolve) => setTimeout(resolve, 50));

  const own = spans().filter(({ scope }) => scope === "@firstbyte/fetch");
  assert.deepEqual(own.map(({ name, resends, error }) => [name, resends, error]), [
    ["GET", undefined, "ttfb"],
    ["GET", "1", undefined],
    ["GET", undefined, undefined],
  ]);
  assert.deepEqual([...new Set(own.map(({ traceId }) => traceId))], [TRACE]);
});

Deno.test("the proxy's spans go to the provider that Node has loaded first", async () => {
  const node = await machineNode();
  if (!isAvailable(node)) return;
  await using upstream = await scripted(hang(), sse("1"));
  await using file = await proxyFile();
  const modules = new URL("../../node_modules/", import.meta.url).pathname;
  await using folder = await temporaryFolder({
    "preload.mjs": `
      import { createRequire } from "node:module";
      const require = createRequire(${JSON.stringify(modules)});
      const { BasicTracerProvider, SimpleSpanProcessor } = require("@opentelemetry/sdk-trace-base");
      const exporter = {
        export(spans, done) {
          for (const { name, attributes } of spans) console.error("span " + JSON.stringify({ name, attributes }));
          done({ code: 0 });
        },
        shutdown: () => Promise.resolve(),
      };
      const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
      require("@opentelemetry/api").trace.setGlobalTracerProvider(provider);`,
  });
  const program = [node, "--import", `${folder.path}/preload.mjs`, file.path] as const;
  await using proxy = await servedBy(program, { UPSTREAM_URL: upstream.url, TTFB_TIMEOUT_SECONDS: "0.3" });

  await (await fetch(`${proxy.url}/a?planted`)).text();
  const spans = () => proxy.errors.filter((line) => line.startsWith("span "));
  while (spans().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));

  const attributes = spans().map((line) => JSON.parse(line.slice("span ".length)).attributes);
  assert.deepEqual(attributes.map((one) => one["http.request.resend_count"]), [undefined, 1, undefined]);
  assert.doesNotMatch(spans().join(), /planted/);
});

interface ExportedSpan {
  readonly scope: string;
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly resends: string | undefined;
  readonly error: string | undefined;
}

/** Reads what is exported by OTLP. */
function spansOf(body: string): ExportedSpan[] {
  type Attribute = { key: string; value: { intValue?: unknown; stringValue?: string } };
  type Span = { name: string; kind: number; traceId: string; attributes?: Attribute[] };
  type Scope = { scope?: { name: string }; spans: Span[] };
  const { resourceSpans = [] } = JSON.parse(body) as { resourceSpans?: { scopeSpans: Scope[] }[] };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans).flatMap(({ scope, spans }) =>
    spans.map(({ name, kind, traceId, attributes = [] }) => {
      const value = (key: string) => attributes.find((one) => one.key === key)?.value;
      const resends = value("http.request.resend_count");
      const error = value("error.type")?.stringValue;
      return {
        scope: scope?.name ?? "",
        name,
        kind,
        traceId,
        resends: resends && String(Object.values(resends)[0]),
        error,
      };
    })
  );
}
