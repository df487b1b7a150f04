import assert from "node:assert/strict";
import { type AttemptRecord, TimeoutError } from "../mod.ts";

const attempts: AttemptRecord[] = [
  { attempt: 1, cutoff: 100, elapsed: 100, outcome: "ttfb" },
  { attempt: 2, cutoff: 200, elapsed: 200, status: 200, outcome: "ttfb" },
];

Deno.test("TimeoutError() is an Error with its own name, that holds its data", () => {
  const cause = new TypeError("network");
  const error = new TimeoutError({ phase: "ttfb", cutoff: 200, attempts, cause });
  assert.ok(error instanceof Error && error instanceof TimeoutError);
  assert.deepEqual([error.name, error.phase, error.cutoff, error.cause], ["TimeoutError", "ttfb", 200, cause]);
  assert.deepEqual(error.attempts, attempts);
  assert.match(String(error), /^TimeoutError: /);
  assert.match(error.stack ?? "", /errors_test/);
});

for (const phase of ["ttfb", "stale", "total"] as const) {
  Deno.test(`TimeoutError() says what ran out, in a sentence without a full stop: ${phase}`, () => {
    const attempts = [{ attempt: 1, cutoff: 1_234, elapsed: 1_234, outcome: "ttfb" }] as const;
    const { message } = new TimeoutError({ phase, cutoff: 1_234, attempts });
    assert.match(message, /^[A-Z].*timed out.*1234 ms/);
    assert.doesNotMatch(message, /[.]$/);
  });
}

Deno.test("TimeoutError() lists the cutoff of each attempt", () => {
  assert.match(new TimeoutError({ phase: "ttfb", cutoff: 200, attempts }).message, /100 \+ 200 ms/);
  assert.match(new TimeoutError({ phase: "ttfb", cutoff: 7, attempts: attempts.slice(0, 1) }).message, /after 100 ms$/);
});

Deno.test("TimeoutError() lists no cutoff that an attempt did not run into", () => {
  const lost = { attempt: 1, cutoff: 50, elapsed: 1, outcome: "network" } as const;
  assert.match(
    new TimeoutError({ phase: "ttfb", cutoff: 200, attempts: [lost, ...attempts] }).message,
    /after 100 \+ 200 ms/,
  );
});

Deno.test("TimeoutError() lists no attempts where another clock ran out", () => {
  const { message } = new TimeoutError({ phase: "stale", cutoff: 300, attempts });
  assert.match(message, /after 300 ms$/);
});

Deno.test("TimeoutError() says the cutoff of an attempt that has no record", () => {
  assert.match(new TimeoutError({ phase: "ttfb", cutoff: 300 }).message, /after 300 ms$/);
});

Deno.test("TimeoutError() says why nothing more was attempted", () => {
  const { message } = new TimeoutError({ phase: "ttfb", cutoff: 5, note: "its body is a stream" });
  assert.match(message, /not re-fetched: its body is a stream/);
});

Deno.test("TimeoutError() has no cause unless it is given one", () => {
  assert.equal("cause" in new TimeoutError({ phase: "total", cutoff: 5, cause: undefined }), false);
});
