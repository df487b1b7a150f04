import assert from "node:assert/strict";
import fc from "fast-check";
import { resumeEvents } from "../../src/resume/resume_events.ts";
import { resumeRange } from "../../src/resume/resume_range.ts";
import { resumeResponses } from "../../src/resume/resume_responses.ts";
import { eventScript, rangeScript, responseScript } from "./cases.ts";
import { checkEvents, checkRange, checkResponse } from "./check_reading.ts";
import { eventServer } from "./event_server.ts";
import { madeRequest } from "./made_request.ts";
import { rangeServer } from "./range_server.ts";
import { readThrough } from "./read_through.ts";
import { responseServer } from "./response_server.ts";

const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? 20_260_704);
const CASES = Number(Deno.env.get("PROPERTY_CASES") ?? 2_000);
const options = { seed: SEED, numRuns: CASES };

Deno.test(`resumeRange() hands out the whole, or errors, in ${CASES} random cases`, () => {
  const property = fc.property(rangeScript, (script) => {
    checkRange(script, readThrough(resumeRange(), rangeServer(script), madeRequest("http://upstream.test/file")));
  });
  fc.assert(property, options);
});

Deno.test(`resumeEvents() hands out each event once, or errors, in ${CASES} random cases`, () => {
  const property = fc.property(eventScript, (script) => {
    checkEvents(script, readThrough(resumeEvents(), eventServer(script), madeRequest("http://upstream.test/feed")));
  });
  fc.assert(property, options);
});

Deno.test(`resumeResponses() hands out each event once, or errors, in ${CASES} random cases`, () => {
  const body = { background: true, stream: true };
  const property = fc.property(responseScript, (script) => {
    const request = madeRequest("http://upstream.test/v1/responses", { body });
    checkResponse(script, readThrough(resumeResponses(), responseServer(script), request));
  });
  fc.assert(property, options);
});

Deno.test("resumed answers of random cases are whole more often than not", () => {
  // A property that is seldom put to the test says little.
  const count = { whole: 0, resumed: 0 };
  fc.assert(
    fc.property(eventScript, (script) => {
      const reading = readThrough(resumeEvents(), eventServer(script), madeRequest("http://upstream.test/feed"));
      if (reading.error === undefined) count.whole++;
      if (reading.error === undefined && reading.requests.length > 1) count.resumed++;
    }),
    { ...options, numRuns: 500 },
  );
  assert.ok(count.whole > 200 && count.resumed > 50, `${count.whole} whole, ${count.resumed} of them resumed`);
});
