import assert from "node:assert/strict";
import { eventDetector } from "../src/event_detector.ts";

const MOST = 2 ** 20;

/** Makes a chunk of so many bytes, none of which ends an event. */
function filler(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill("x".charCodeAt(0));
}

function text(chunk: string): Uint8Array {
  return new TextEncoder().encode(chunk);
}

Deno.test("eventDetector() takes a MiB without a complete event for life, and no byte less", () => {
  const detect = eventDetector("event");
  assert.deepEqual([detect(filler(MOST - 1)), detect(filler(1))], [false, true]);
});

Deno.test("eventDetector() takes an event for life at the CR that ends it", () => {
  const detect = eventDetector("event");
  assert.deepEqual([detect(text("data: a\r")), detect(text("\r")), detect(text("\n: ping\r\r"))], [false, true, false]);
});

Deno.test("eventDetector() counts the MiB anew after each sign of life", () => {
  const [byEvent, bySize] = [eventDetector("event"), eventDetector("event")];
  assert.equal(byEvent(text("data: a\n\n")), true);
  assert.equal(bySize(filler(MOST)), true);
  for (const detect of [byEvent, bySize]) {
    assert.deepEqual([detect(filler(MOST - 1)), detect(filler(1))], [false, true]);
  }
});

Deno.test("eventDetector() counts comments and events that are not accepted, too", () => {
  const detect = eventDetector(() => false);
  const comment = text(`: ${"x".repeat(2 ** 18 - 4)}\n\n`);
  assert.deepEqual(Array.from({ length: 5 }, () => detect(comment)), [false, false, false, true, false]);
});

Deno.test("eventDetector() lets go of what it took for life, and begins with what follows", () => {
  const asked: number[] = [];
  const detect = eventDetector(({ data }) => asked.push(data.length) > 0);
  assert.equal(detect(text(`data: ${"x".repeat(MOST)}`)), true);
  assert.equal(detect(text("data: abc\n\n")), true);
  assert.deepEqual(asked, [3]);
});

Deno.test("eventDetector() goes by the last chunk alone", () => {
  const detect = eventDetector("event");
  assert.deepEqual([detect(text("data: a\n\n")), detect(text(": ping\n\n"))], [true, false]);
});
