import fc from "fast-check";
import type { AttemptScript, Caller, Scenario, ScenarioOptions } from "./scenario.ts";

// What the upstream does comes at multiples of ten, what the options bound never does, so that no two of them tie: not
// even after a cutoff has grown.
const moment = fc.integer({ min: 0, max: 60 }).map((tens) => tens * 10);
const cutoff = fc.integer({ min: 1, max: 40 }).map((tens) => tens * 10 + 3);
const off = fc.constantFrom<false | 0>(false, 0);

const piece = fc.record({
  after: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, moment),
  kind: fc.constantFrom("event", "event", "comment", "half", "empty"),
  size: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(70_000)),
});

const script: fc.Arbitrary<AttemptScript> = fc.record({
  headersAfter: fc.option(moment, { nil: undefined, freq: 6 }),
  refuses: fc.nat(5).map((n) => n === 0),
  status: fc.constantFrom(200, 200, 200, 201, 204, 304, 404, 429, 503),
  retryAfter: fc.constantFrom(undefined, undefined, 0, 1, 100),
  redirected: fc.boolean(),
  sse: fc.boolean(),
  pieces: fc.option(fc.array(piece, { maxLength: 5 }), { nil: undefined, freq: 8 }),
  end: fc.constantFrom("close", "close", "error", "hang"),
  endAfter: fc.oneof(fc.constant(0), moment),
  lengthError: fc.constantFrom(undefined, undefined, 0, 0, -1, 1, 1_000),
  bytes: fc.boolean(),
  signal: fc.constantFrom("reason", "reason", "generic", "ignored"),
});

/** Options that may be absent; whatever is drawn here is judged by the same invariants. */
const further: fc.Arbitrary<ScenarioOptions["further"]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc.record({ hedge: fc.record({ after: cutoff, budget: fc.constantFrom(0, 0.25, 1) }) }),
);

const options: fc.Arbitrary<ScenarioOptions> = fc.record({
  ttfbTimeout: fc.oneof({ weight: 5, arbitrary: cutoff }, off),
  staleTimeout: fc.oneof({ weight: 3, arbitrary: cutoff }, off),
  totalTimeout: fc.oneof({ weight: 3, arbitrary: off }, cutoff.map((ms) => ms * 2 + 1_000)),
  firstByteOn: fc.constantFrom("chunk", "chunk", "event"),
  progressOn: fc.constantFrom("chunk", "chunk", "event"),
  reconnect: fc.constantFrom("fresh", "reuse"),
  retry: fc.record({
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    ttfbGrowth: fc.constantFrom(1, 2, 3),
    minDelay: fc.constantFrom(0, 13, 250),
    maxDelay: fc.constantFrom(250, 1_003),
    statusCodes: fc.constantFrom<number[]>([], [503], [429, 503]),
    maxRetryAfter: fc.constantFrom(0, 2_003),
  }),
  shouldRetry: fc.constantFrom(undefined, undefined, undefined, true, false),
  guarded: fc.nat(9).map((n) => n > 0),
  rudeObserver: fc.boolean(),
  further,
});

const caller: fc.Arbitrary<Caller> = fc.record({
  request: fc.constantFrom("get", "get", "post", "stream", "head"),
  abortAt: fc.option(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 }).map((tens) => tens * 10 + 7)), {
    nil: undefined,
    freq: 2,
  }),
  reading: fc.constantFrom("all", "all", "bytes", "byob", "cancel", "clone", "never"),
  pause: fc.constantFrom(0, 0, 31, 501),
  chunks: fc.nat(3),
});

/** Draws everything that one call can meet. */
export const scenario: fc.Arbitrary<Scenario> = fc.record({
  scripts: fc.array(script, { minLength: 1, maxLength: 4 }),
  options,
  caller,
  jitter: fc.constantFrom(0, 0.37, 0.99),
});
