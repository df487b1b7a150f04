import assert from "node:assert/strict";
import { event, type LifeDetector, type LifeSign } from "../../mod.ts";

const MOST = 2 ** 20;

/** Begins to watch a body of a type. */
function detectorOf(sign: LifeSign, type: string | undefined = "text/event-stream"): LifeDetector {
  return sign.detect(new Response(null, { headers: type ? { "content-type": type } : {} }));
}

/** Returns what a detector says of each chunk. */
function detect(detector: LifeDetector, ...chunks: (string | Uint8Array)[]): boolean[] {
  return chunks.map((chunk) => {
    const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
    return detector({ bytes, verdict: () => undefined });
  });
}

/** Makes a chunk of so many bytes, none of which ends an event. */
function filler(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill("x".charCodeAt(0));
}

Deno.test("event() takes a complete event with data for life, and no comment", () => {
  const chunks = [
    ": ping\n\n",
    "data: a",
    "\n",
    "\n",
    "event: x\nid: 1\n\n",
    "retry: 5\n\n",
    "data: b\n\ndata: c\n\n: p\n\n",
  ];
  assert.deepEqual(detect(detectorOf(event()), ...chunks), [false, false, false, true, false, false, true]);
});

Deno.test("event() sees events with any line end, and characters that are cut", () => {
  assert.deepEqual(detect(detectorOf(event()), "data: a\r\n\r\n", "data: b\r\r:"), [true, true]);
  const bytes = new TextEncoder().encode("data: 😀\n\n");
  const cuts = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const seen = detect(detectorOf(event(({ data }) => data === "😀")), ...cuts);
  assert.deepEqual([seen.lastIndexOf(true), seen.filter(Boolean).length], [cuts.length - 1, 1]);
});

Deno.test("event() takes an event for life at the CR that ends it", () => {
  assert.deepEqual(detect(detectorOf(event()), "data: a\r", "\r", "\n: ping\r\r"), [false, true, false]);
});

Deno.test("event() looks at the last chunk only", () => {
  assert.deepEqual(detect(detectorOf(event()), "data: a\n\n", ": ping\n\n"), [true, false]);
});

Deno.test("event() calls its function with each event, whatever the one before was", () => {
  const seen: string[] = [];
  const sign = event(({ event = "", data }) => (seen.push(`${event} ${data}`), event !== "ping"));
  const chunks = ["event: ping\ndata: 1\n\n", "data: 2\n\nevent: ping\ndata: 3\n\n", "data: 4\n\ndata: 5\n\n"];
  assert.deepEqual(detect(detectorOf(sign), ...chunks), [false, true, true]);
  assert.deepEqual(seen, ["ping 1", " 2", "ping 3", " 4", " 5"]);
});

Deno.test("event() watches each body by itself", () => {
  const sign = event();
  const [one, other] = [detectorOf(sign), detectorOf(sign)];
  assert.deepEqual([detect(one, "data: a\n"), detect(other, "\n"), detect(one, "\n")], [[false], [false], [true]]);
});

Deno.test("event() counts chunks if the body holds no events", () => {
  const sign = event(() => assert.fail("called"));
  for (const type of ["application/json", "text/plain", ""]) {
    assert.deepEqual(detect(detectorOf(sign, type), "{"), [true], type);
  }
  assert.deepEqual(detect(detectorOf(event(), "Text/Event-Stream; charset=utf-8"), ": ping\n\n"), [false]);
});

Deno.test("event() takes a MiB without a complete event for life, and no byte less", () => {
  assert.deepEqual(detect(detectorOf(event()), filler(MOST - 1), filler(1)), [false, true]);
});

Deno.test("event() counts the MiB anew after each sign of life", () => {
  const [byEvent, bySize] = [detectorOf(event()), detectorOf(event())];
  assert.deepEqual([detect(byEvent, "data: a\n\n"), detect(bySize, filler(MOST))], [[true], [true]]);
  for (const detector of [byEvent, bySize]) {
    assert.deepEqual(detect(detector, filler(MOST - 1), filler(1)), [false, true]);
  }
});

Deno.test("event() counts comments and events that aren't accepted, too", () => {
  const comment = `: ${"x".repeat(2 ** 18 - 4)}\n\n`;
  const seen = detect(detectorOf(event(() => false)), comment, comment, comment, comment, comment);
  assert.deepEqual(seen, [false, false, false, true, false]);
});

Deno.test("event() counts each sign of life once", () => {
  const seen: number[] = [];
  const detector = detectorOf(event(({ data }) => seen.push(data.length) > 0));
  assert.deepEqual(detect(detector, `data: ${"x".repeat(MOST)}`, "data: abc\n\n"), [true, true]);
  assert.deepEqual(seen, [3]);
});

Deno.test("event() throws the error of its function", () => {
  const error = new Error("mine");
  const detector = detectorOf(event(() => {
    throw error;
  }));
  assert.throws(() => detect(detector, "data: a\n\n"), (thrown) => thrown === error);
});

Deno.test("event() refuses what isn't a function", () => {
  assert.throws(() => event("ping" as unknown as () => boolean), {
    name: "TypeError",
    message: 'Cannot use event: expected a function, got "ping"',
  });
});
