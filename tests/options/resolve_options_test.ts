import assert from "node:assert/strict";
import { inspect } from "node:util";
import { event, type FetchOptions, hedge } from "../../mod.ts";
import { resolveOptions, RULES } from "../../src/options/resolve_options.ts";
import { defaultGuard } from "../../src/request/default_guard.ts";

/** The defaults, as the documentation has them; those of the clocks and of the first wait depend on the request. */
const DEFAULTS = {
  ttfbTimeout: undefined,
  firstByteOn: "chunk",
  formats: [],
  contentTimeout: undefined,
  staleTimeout: undefined,
  progressOn: "chunk",
  totalTimeout: undefined,
  complete: true,
  resume: [],
  retry: {
    maxAttempts: 3,
    ttfbGrowth: 2,
    minDelay: undefined,
    maxDelay: 8_000,
    statusCodes: [],
    maxRetryAfter: 60_000,
    shouldRetry: undefined,
    delay: undefined,
  },
  guard: defaultGuard,
  hedge: undefined,
  targets: undefined,
  maxReplayBytes: 16 * 1_024 * 1_024,
  reconnect: "fresh",
  idempotencyKey: undefined,
  onEvent: undefined,
  fetch: undefined,
};

/** What a caller without a compiler can pass. */
function given(options: Record<string, unknown>): FetchOptions {
  return options as FetchOptions;
}

Deno.test("resolveOptions() fills in every default", () => {
  assert.deepEqual(resolveOptions({}), DEFAULTS);
  assert.deepEqual(resolveOptions({ ttfbTimeout: undefined, retry: undefined, guard: undefined }), DEFAULTS);
  assert.deepEqual(resolveOptions({ retry: { maxAttempts: undefined } }), DEFAULTS);
});

Deno.test("RULES has every option, and none of the platform's", () => {
  assert.deepEqual(Object.keys(RULES), Object.keys(DEFAULTS));
});

Deno.test("resolveOptions() takes retry: false for one attempt", () => {
  assert.equal(resolveOptions({ retry: false }).retry.maxAttempts, 1);
  assert.equal(resolveOptions({ retry: false }, resolveOptions({ retry: { maxAttempts: 9 } })).retry.maxAttempts, 1);
});

Deno.test("resolveOptions() keeps the given values, and doesn't change its argument", () => {
  const shouldRetry = () => true;
  const retry = Object.freeze({ statusCodes: Object.freeze([503]), shouldRetry });
  const resolved = resolveOptions(Object.freeze({ ttfbTimeout: 1, reconnect: "reuse", retry }));
  assert.deepEqual([resolved.ttfbTimeout, resolved.reconnect], [1, "reuse"]);
  assert.deepEqual([resolved.retry.statusCodes, resolved.retry.shouldRetry], [[503], shouldRetry]);
});

Deno.test("resolveOptions() lays a call's options over those of createFetch, the members of retry one by one", () => {
  const base = resolveOptions({
    ttfbTimeout: 5,
    staleTimeout: 7,
    complete: false,
    retry: { minDelay: 1, maxAttempts: 9 },
  });
  const { ttfbTimeout, staleTimeout, complete, retry } = resolveOptions(
    { staleTimeout: 0, retry: { minDelay: 2 } },
    base,
  );
  assert.deepEqual([ttfbTimeout, staleTimeout, complete], [5, 0, false]);
  assert.deepEqual([retry.minDelay, retry.maxAttempts, retry.ttfbGrowth], [2, 9, 2]);
});

Deno.test("resolveOptions() lets a call turn off an option of createFetch", () => {
  const base = resolveOptions({
    hedge: hedge({ after: 5 }),
    idempotencyKey: true,
    totalTimeout: 9,
    progressOn: event(),
    resume: [{ name: "range", follow: () => undefined }],
  });
  const off = { hedge: false, idempotencyKey: false, totalTimeout: false, progressOn: "chunk", resume: [] } as const;
  const { hedge: hedging, idempotencyKey, totalTimeout, progressOn, resume } = resolveOptions(off, base);
  assert.deepEqual({ hedge: hedging, idempotencyKey, totalTimeout, progressOn, resume }, off);
});

const LIFE_SIGN = '"chunk" or an object such as event()';
const STATUSES = "an array of statuses from 200 to 599";

const REFUSED: [options: Record<string, unknown>, message: string][] = [
  [{ ttfbTimeout: "5s" }, 'ttfbTimeout: expected a number of milliseconds ≥ 0 or false or a function, got "5s"'],
  [{ ttfbTimeout: -1 }, "ttfbTimeout: expected a number of milliseconds ≥ 0 or false or a function, got -1"],
  [
    { staleTimeout: () => 1 },
    "staleTimeout: expected a number of milliseconds ≥ 0 or false, got a function: was its call meant?",
  ],
  [{ firstByteOn: "event" }, `firstByteOn: expected ${LIFE_SIGN}, got "event"`],
  [{ firstByteOn: event }, `firstByteOn: expected ${LIFE_SIGN}, got a function: was its call meant?`],
  [{ progressOn: { race: () => {} } }, `progressOn: expected ${LIFE_SIGN}, got type object`],
  [{ formats: {} }, "formats: expected an array of formats, got type object"],
  [{ formats: [() => {}] }, "formats: expected an array of formats, got a function: was its call meant?"],
  [{ formats: [undefined] }, "formats: expected an array of formats, got undefined"],
  [{ formats: ["chunk"] }, 'formats: expected an array of formats, got "chunk"'],
  [{ resume: [null] }, "resume: expected an array of policies, got null"],
  [{ resume: "range" }, 'resume: expected an array of policies, got "range"'],
  [{ hedge: { after: 100 } }, "hedge: expected an object that hedge() makes or false, got type object"],
  [{ hedge }, "hedge: expected an object that hedge() makes or false, got a function: was its call meant?"],
  [{ hedge: true }, "hedge: expected an object that hedge() makes or false, got true"],
  [{ guard: true }, "guard: expected a function, got true"],
  [{ complete: "yes" }, 'complete: expected a boolean, got "yes"'],
  [{ retry: true }, "retry: expected an object or false, got true"],
  [{ retry: 3 }, "retry: expected an object or false, got 3"],
  [{ retry: { maxAttempts: 0 } }, "retry.maxAttempts: expected an integer ≥ 1, got 0"],
  [{ retry: { statusCodes: 503 } }, `retry.statusCodes: expected ${STATUSES}, got 503`],
  [{ retry: { statusCodes: [503, 600] } }, `retry.statusCodes: expected ${STATUSES}, got 600`],
  [{ retry: { statusCodes: [200.5] } }, `retry.statusCodes: expected ${STATUSES}, got 200.5`],
  [{ retry: { statusCodes: ["503"] } }, `retry.statusCodes: expected ${STATUSES}, got "503"`],
  [{ retry: { minDelay: 9, maxDelay: 8 } }, "retry.minDelay: expected at most maxDelay (8), got 9"],
  [{ retry: { minDelay: 8_001 } }, "retry.minDelay: expected at most maxDelay (8000), got 8001"],
  [{ retry: { delay: 5 } }, "retry.delay: expected a function, got 5"],
  [{ ttfbTimeout: 5, totalTimeout: 5 }, "ttfbTimeout: expected less than totalTimeout (5), got 5"],
  [{ idempotencyKey: "a key: mine" }, "idempotencyKey: expected a boolean or a header name, got type string"],
  [{ reconnect: "always" }, 'reconnect: expected "fresh" or "reuse", got "always"'],
  [{ fetch: Promise.resolve(fetch) }, "fetch: expected a function, got a promise: await it"],
];

for (const [options, message] of REFUSED) {
  Deno.test(`resolveOptions() refuses ${inspect(options)}, and names what it takes`, () => {
    const name = / got -?[\d.]+$/.test(message) ? "RangeError" : "TypeError";
    assert.throws(() => resolveOptions(given(options)), { name, message: `Cannot use ${message}` });
  });
}

Deno.test("resolveOptions() refuses an unknown name, and names the closest option", () => {
  assert.throws(() => resolveOptions({ ttfbTimout: 5 } as FetchOptions), /ttfbTimout.*ttfbTimeout/);
  assert.throws(() => resolveOptions({ retry: { maxAttempt: 5 } } as FetchOptions), /maxAttempt.*maxAttempts/);
});

Deno.test("resolveOptions() takes each status from 200 to 599 for one that may be retried", () => {
  assert.deepEqual(resolveOptions({ retry: { statusCodes: [200, 599] } }).retry.statusCodes, [200, 599]);
  for (const status of [199, 600]) {
    assert.throws(() => resolveOptions({ retry: { statusCodes: [status] } }), RangeError);
  }
});

Deno.test("resolveOptions() refuses what isn't an object", () => {
  for (const options of [null, 5, "fetch", () => {}, Promise.resolve({})]) {
    assert.throws(() => resolveOptions(options as FetchOptions), /^\w+: Cannot use options: expected an object, got /);
  }
});

Deno.test("resolveOptions() refuses a contradiction between a call and createFetch", () => {
  const base = resolveOptions({ ttfbTimeout: 100 });
  assert.throws(() => resolveOptions({ totalTimeout: 50 }, base), {
    message: "Cannot use ttfbTimeout: expected less than totalTimeout (50), got 100",
  });
});

Deno.test("resolveOptions() finds no contradiction in a default, a function, or a clock without a bound", () => {
  for (const ttfbTimeout of [undefined, false, 0, () => 9] as const) {
    assert.equal(resolveOptions({ ttfbTimeout, totalTimeout: 5 }).totalTimeout, 5);
  }
  assert.equal(resolveOptions({ ttfbTimeout: 5, totalTimeout: false }).ttfbTimeout, 5);
});
