import assert from "node:assert/strict";
import fc from "fast-check";
import { createFetch, type FetchOptions, resumeEvents, resumeRange, resumeResponses } from "../../mod.ts";
import { resumeLines } from "../fixtures/line_resumption.ts";
import { breakOff, respond } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import { eventScript, rangeScript, responseScript } from "./cases.ts";
import { checkEvents, checkRange, checkResponse } from "./check_reading.ts";
import { eventServer } from "./event_server.ts";
import { rangeServer } from "./range_server.ts";
import { type BodyReading, readAll } from "./read_all.ts";
import { responseServer } from "./response_server.ts";
import { virtualScript } from "./virtual_script.ts";

const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? 20_260_704);
const CASES = Number(Deno.env.get("SOCKET_CASES") ?? 40);
const options = { seed: SEED, numRuns: CASES, endOnFailure: true };

Deno.test(`createFetch() resumes downloads over sockets, or errors, in ${CASES} random cases`, async () => {
  const property = fc.asyncProperty(rangeScript, async (script) => {
    checkRange(script, await call(virtualScript(rangeServer(script)), { resume: [resumeRange()] }, "/file"));
  });
  await fc.assert(property, options);
});

Deno.test(`createFetch() resumes event streams over sockets, or errors, in ${CASES} random cases`, async () => {
  const property = fc.asyncProperty(eventScript, async (script) => {
    // The server's waits would pass in real time.
    const retry = script.retry === undefined ? undefined : script.retry % 5;
    const served = virtualScript(eventServer({ ...script, retry }));
    checkEvents(
      script,
      await call(served, { resume: [resumeEvents()] }, "/feed", { headers: { accept: "text/event-stream" } }),
    );
  });
  await fc.assert(property, options);
});

Deno.test(`createFetch() resumes responses over sockets, or errors, in ${CASES} random cases`, async () => {
  const body = JSON.stringify({ model: "m", input: "hi", background: true, stream: true });
  const property = fc.asyncProperty(responseScript, async (script) => {
    const cuts = script.cuts.map((cut) => ({ ...cut, at: Math.max(cut.at, 0.3) }));
    const served = virtualScript(responseServer({ ...script, cuts }));
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    checkResponse(script, await call(served, { resume: [resumeResponses()] }, "/v1/responses", init));
  });
  await fc.assert(property, options);
});

for (const reconnect of ["fresh", "reuse"] as const) {
  Deno.test(`createFetch() resumes on a connection as reconnect says: ${reconnect}`, async () => {
    await using upstream = await scripted(breakOff(["a\n"]), respond("end\n", { status: 206 }));
    const fresh: boolean[] = [];
    const response = await createFetch({ reconnect, resume: [resumeLines()], retry: { minDelay: 0 } })(upstream.url, {
      onEvent: (event) => event.type === "attempt" && fresh.push(event.fresh),
    });
    assert.equal(await response.text(), "a\nend\n");
    assert.deepEqual(fresh, [false, reconnect === "fresh"]);
  });
}

async function call(script: Script, further: FetchOptions, path: string, init?: RequestInit): Promise<BodyReading> {
  await using upstream = await scripted(script);
  const fetch = createFetch({ ...further, retry: { maxAttempts: 30, minDelay: 1, maxDelay: 2 } });
  try {
    const response = await fetch(`${upstream.url}${path}`, init);
    return await readAll(response.body as ReadableStream<Uint8Array>);
  } catch (error) {
    return { bytes: new Uint8Array(0), error };
  }
}
