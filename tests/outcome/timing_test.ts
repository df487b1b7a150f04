import assert from "node:assert/strict";
import { createFetch, timingOf } from "../../mod.ts";
import { setTiming } from "../../src/outcome/timing.ts";

Deno.test("timingOf() returns the timing of a recorded response, and of no other", () => {
  const response = new Response("a");
  const timing = { attempts: [], firstByte: 5 };
  setTiming(response, timing);
  assert.strictEqual(timingOf(response), timing);
  assert.equal(timingOf(new Response("a")), undefined);
});

Deno.test("timingOf() leaves nothing on the response to be seen", async () => {
  const [response, expected] = [await createFetch()("data:,a"), await fetch("data:,a")];
  assert.ok(timingOf(response));
  assert.deepEqual(Object.keys(response), Object.keys(expected));
  await Promise.all([response.text(), expected.text()]);
});

Deno.test("timingOf() counts the time of a real response", async () => {
  const before = performance.now();
  const response = await createFetch()("data:,a");
  const timing = timingOf(response);
  assert.equal(timing?.attempts.length, 1);
  assert.ok(timing && timing.firstByte >= 0 && timing.firstByte <= performance.now() - before);
  assert.deepEqual([timing.attempts[0]?.outcome, timing.attempts[0]?.status], ["response", 200]);
  await response.text();
});
