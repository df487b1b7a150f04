import assert from "node:assert/strict";
import fc from "fast-check";
import { createFetch, type FetchOptions } from "../../mod.ts";
import { openaiResponses } from "../../src/formats/openai_responses.ts";
import { resumeEvents } from "../../src/resume/resume_events.ts";
import { resumeRange } from "../../src/resume/resume_range.ts";
import { resumeResponses } from "../../src/resume/resume_responses.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { eventScript, rangeScript, responseScript } from "./cases.ts";
import { checkEvents, checkRange, checkResponse } from "./check_reading.ts";
import { eventServer } from "./event_server.ts";
import { rangeServer } from "./range_server.ts";
import { type BodyReading, readAll } from "./read_all.ts";
import { responseServer } from "./response_server.ts";
import { virtualFetch } from "./virtual_fetch.ts";
import type { VirtualServer } from "./virtual_server.ts";

const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? 20_260_704);
const CASES = Number(Deno.env.get("PROPERTY_CASES") ?? 300);
const options = { seed: SEED, numRuns: CASES };
const MOST_ATTEMPTS = 30;

Deno.test(`createFetch() resumes downloads, or errors, in ${CASES} random cases`, async () => {
  const property = fc.asyncProperty(rangeScript, async (script) => {
    checkRange(script, await call(rangeServer(script), { resume: [resumeRange()] }, "/file"));
  });
  await fc.assert(property, options);
});

Deno.test(`createFetch() resumes event streams, or errors, in ${CASES} random cases`, async () => {
  const property = fc.asyncProperty(eventScript, async (script) => {
    const init = { headers: { accept: "text/event-stream" } };
    checkEvents(script, await call(eventServer(script), { resume: [resumeEvents()] }, "/feed", init));
  });
  await fc.assert(property, options);
});

Deno.test(`createFetch() resumes responses, or errors, in ${CASES} random cases`, async () => {
  const body = JSON.stringify({ model: "m", input: "hi", background: true, stream: true });
  const property = fc.asyncProperty(responseScript, async (script) => {
    // A response that breaks before its first byte isn't resumed, but made again.
    const cuts = script.cuts.map((cut) => ({ ...cut, at: Math.max(cut.at, 0.3) }));
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    for (const formats of [[], [openaiResponses()]]) {
      const further = { formats, resume: [resumeResponses()] };
      checkResponse(script, await call(responseServer({ ...script, cuts }), further, "/v1/responses", init));
    }
  });
  await fc.assert(property, options);
});

async function call(
  server: VirtualServer,
  further: FetchOptions,
  path: string,
  init?: RequestInit,
): Promise<BodyReading> {
  using clock = fakeClock();
  const virtual = virtualFetch(server);
  const fetch = createFetch({
    ...further,
    fetch: virtual.fetch,
    retry: { maxAttempts: MOST_ATTEMPTS, minDelay: 10, maxDelay: 1_000 },
  });
  const reading = fetch(`http://upstream.test${path}`, init)
    .then(
      (response) => readAll(response.body as ReadableStream<Uint8Array>),
      (error) => ({ bytes: new Uint8Array(0), error }),
    );
  let settled = false;
  reading.finally(() => settled = true);
  while (!settled) await clock.nextAsync();
  assert.equal(virtual.open, 0, "a body is left open");
  assert.equal(clock.timers, 0, "a timer is left running");
  assert.ok(virtual.count <= MOST_ATTEMPTS);
  return await reading;
}
