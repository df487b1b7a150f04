import assert from "node:assert/strict";
import { lifeDetector } from "../src/life_detector.ts";
import type { LifeSign } from "../src/life_sign.ts";

const SSE = new Headers({ "content-type": "text/event-stream" });

/** What a detector tells of each chunk. */
async function tell(sign: LifeSign, headers: Headers, ...chunks: (string | Uint8Array)[]): Promise<boolean[]> {
  const detect = await lifeDetector(sign, new Response(null, { headers }));
  return chunks.map((chunk) => detect(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk));
}

Deno.test("lifeDetector() takes any chunk for life where the sign is chunk", async () => {
  assert.deepEqual(await tell("chunk", SSE, ": ping\n\n", "data"), [true, true]);
});

Deno.test("lifeDetector() takes a complete event for life where the sign is event", async () => {
  const chunks = [
    ": ping\n\n",
    "data: a",
    "\n",
    "\n",
    "event: x\nid: 1\n\n",
    "retry: 5\n\n",
    "data: b\n\ndata: c\n\n: p\n\n",
  ];
  assert.deepEqual(await tell("event", SSE, ...chunks), [false, false, false, true, false, false, true]);
});

Deno.test("lifeDetector() sees events with any line end, and characters that are cut", async () => {
  assert.deepEqual(await tell("event", SSE, "data: a\r\n\r\n", "data: b\r\r:"), [true, true]);
  const bytes = new TextEncoder().encode("data: 😀\n\n");
  const cuts = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const told = await tell(({ data }) => data === "😀", SSE, ...cuts);
  assert.deepEqual(told.lastIndexOf(true), cuts.length - 1);
  assert.equal(told.filter(Boolean).length, 1);
});

Deno.test("lifeDetector() asks a function about each event", async () => {
  const asked: string[] = [];
  const sign = (
    { event = "", data }: { event?: string; data: string },
  ) => (asked.push(`${event} ${data}`), event !== "ping");
  const chunks = [
    "event: ping\ndata: 1\n\n",
    "event: ping\ndata: 2\n\ndata: 3\n\n",
    "data: 4\n\nevent: ping\ndata: 5\n\n",
  ];
  assert.deepEqual(await tell(sign, SSE, ...chunks), [false, true, true]);
  assert.deepEqual([...new Set(asked)].slice(0, 3), ["ping 1", "ping 2", " 3"]);
});

Deno.test("lifeDetector() goes by chunk where the body holds no events", async () => {
  for (const type of ["application/json", "text/plain", undefined]) {
    const headers = new Headers(type ? { "content-type": type } : {});
    assert.deepEqual(await tell("event", headers, "{"), [true]);
  }
});

Deno.test("lifeDetector() takes an event for life once it is too large to wait for its end", async () => {
  const chunk = "x".repeat(2 ** 18);
  const told = await tell("event", SSE, "data: ", ...Array.from({ length: 6 }, () => chunk));
  assert.equal(told[0], false);
  assert.ok(told.includes(true));
});

Deno.test("lifeDetector() throws what its function throws", async () => {
  const error = new Error("mine");
  const detect = await lifeDetector(() => {
    throw error;
  }, new Response(null, { headers: SSE }));
  assert.throws(() => detect(new TextEncoder().encode("data: a\n\n")), (thrown) => thrown === error);
});
