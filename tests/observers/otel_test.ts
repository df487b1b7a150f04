import assert from "node:assert/strict";
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { createFetch, otel } from "../../mod.ts";
import { breakOff, hang, respond, sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
api.trace.setGlobalTracerProvider(provider);
api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** Returns the spans that a call made: those of attempts, then its own, then what was active. */
async function traced(call: () => Promise<unknown>): Promise<ReadableSpan[]> {
  exporter.reset();
  const outer = api.trace.getTracer("test").startSpan("outer");
  await api.context.with(api.trace.setSpan(api.context.active(), outer), call);
  outer.end();
  return exporter.getFinishedSpans();
}

Deno.test("otel() traces a call, and in it each attempt", async () => {
  await using upstream = await scripted(hang(), sse("1"));
  const fetch = createFetch({ ttfbTimeout: 100, onEvent: otel(api) });

  const spans = await traced(async () => await (await fetch(`${upstream.url}/a?key=planted`)).text());

  const [first, second, call, outer] = spans;
  assert.equal(spans.length, 4);
  const shared = {
    "http.request.method": "GET",
    "url.full": `${upstream.url}/a`,
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(upstream.url).port),
  };
  assert.deepEqual(first?.attributes, {
    ...shared,
    "firstbyte.fresh": false,
    "firstbyte.hedge": false,
    "error.type": "ttfb",
  });
  assert.deepEqual(second?.attributes, {
    ...shared,
    "firstbyte.fresh": true,
    "firstbyte.hedge": false,
    "http.request.resend_count": 1,
    "http.response.status_code": 200,
  });
  assert.deepEqual(call?.attributes, shared);
  assert.deepEqual(spans.map(({ name }) => name), ["GET", "GET", "GET", "outer"]);
  assert.deepEqual(spans.map(({ kind }) => api.SpanKind[kind]), ["CLIENT", "CLIENT", "INTERNAL", "INTERNAL"]);
  assert.deepEqual(spans.map(({ status }) => api.SpanStatusCode[status.code]), ["ERROR", "UNSET", "UNSET", "UNSET"]);
  const ids = spans.map((span) => span.spanContext().spanId);
  assert.deepEqual(spans.map((span) => span.parentSpanContext?.spanId), [ids[2], ids[2], ids[3], undefined]);
  assert.ok(outer);
});

Deno.test("otel() records the class of an error only", async () => {
  await using upstream = await scripted(breakOff(["data: planted\n\n"]));
  const fetch = createFetch({ retry: false, onEvent: otel(api) });

  const spans = await traced(async () => {
    const response = await fetch(upstream.url);
    await assert.rejects(response.text());
  });

  const [attempt, call] = spans;
  assert.equal(spans.length, 3);
  assert.equal(call?.attributes["error.type"], "TypeError");
  assert.equal(attempt?.attributes["error.type"], "TypeError");
  assert.equal(call?.status.message, undefined);
});

Deno.test("otel() names the status for which an attempt was retried", async () => {
  await using upstream = await scripted(respond("", { status: 503 }), respond("ok"));
  const fetch = createFetch({ retry: { statusCodes: [503], minDelay: 0 }, onEvent: otel(api) });

  const [first] = await traced(async () => await (await fetch(upstream.url)).text());

  assert.equal(first?.attributes["error.type"], "503");
});

Deno.test("otel() ends the spans of the oldest call if thousands end without a word", () => {
  const observe = otel(api);
  exporter.reset();
  for (let index = 0; index <= 4_097; index++) {
    observe({
      id: String(index),
      method: "GET",
      url: "https://a.example/",
      attempt: 1,
      type: "attempt",
      guarded: true,
      cutoff: false,
      fresh: false,
    });
  }

  assert.equal(exporter.getFinishedSpans().length, 4);
});

Deno.test("otel() takes an API that has no provider", async () => {
  const { trace, context } = api;
  const noop = {
    trace: {
      ...trace,
      getTracer: () => new api.ProxyTracerProvider().getTracer("none"),
      setSpan: trace.setSpan.bind(trace),
    },
    context,
  };
  const fetch = createFetch({ onEvent: otel(noop) });

  assert.equal(await (await fetch("data:,hello")).text(), "hello");
});
