import assert from "node:assert/strict";
import type { FetchOptions } from "../../mod.ts";
import { warnOfSeconds } from "../../src/options/warn_of_seconds.ts";

/** Returns what is written to the console for these options. */
function warnings(options: FetchOptions): unknown[] {
  const { warn } = console;
  const written: unknown[] = [];
  console.warn = (...given) => written.push(...given);
  try {
    warnOfSeconds(options);
  } finally {
    console.warn = warn;
  }
  return written;
}

for (const name of ["ttfbTimeout", "contentTimeout", "staleTimeout", "totalTimeout"] as const) {
  Deno.test(`warnOfSeconds() warns of a ${name} below 100 ms, and names what was meant`, () => {
    assert.deepEqual(warnings({ [name]: 45 }), [
      `createFetch: ${name} is 45 milliseconds. If seconds were meant, use 45000`,
    ]);
    assert.equal(warnings({ [name]: 99 }).length, 1);
  });

  Deno.test(`warnOfSeconds() is silent about a ${name} that is none, fractional, or 100 ms and more`, () => {
    for (const value of [undefined, false, 0, 0.5, 100, 45_000] as const) {
      assert.deepEqual(warnings({ [name]: value }), [], `${value}`);
    }
  });
}

Deno.test("warnOfSeconds() is silent if the caller gives a fetch", () => {
  assert.deepEqual(warnings({ ttfbTimeout: 45, fetch: () => Promise.resolve(new Response()) }), []);
});
