import assert from "node:assert/strict";
import fc from "fast-check";
import { createFetch, type FetchOptions } from "../../mod.ts";
import { scripted } from "../fixtures/upstream.ts";
import { type Heard, play, requestInit } from "./caller.ts";
import { fetchOptions, hasBody, type Scenario, scriptOf } from "./scenario.ts";
import { scenario } from "./scenario_arbitrary.ts";
import { scaled, socketScript, wholeText } from "./socket_scripts.ts";

const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? 20_260_704);
const CASES = Number(Deno.env.get("SOCKET_CASES") ?? 80);
// Real time passes in the waits: cases share it.
const AT_ONCE = 8;
// What a call without bounds of its own is ended by.
const PATIENCE = 1_500;

Deno.test(`createFetch() keeps its promises in ${CASES} random cases over sockets`, async () => {
  const batch = fc.array(scenario, { minLength: AT_ONCE, maxLength: AT_ONCE });
  const property = fc.asyncProperty(batch, async (drawn) => {
    await Promise.all(drawn.map(check));
  });
  // A smaller case would take minutes to find; the seed repeats this one.
  await fc.assert(property, { seed: SEED, numRuns: Math.ceil(CASES / AT_ONCE), endOnFailure: true });
});

async function check(drawn: Scenario): Promise<void> {
  const { caller, options } = drawn;
  const attempts = { count: 0 };
  await using upstream = await scripted(socketScript(drawn, attempts));
  const controller = new AbortController();
  const reason = { left: caller.abortAt };
  if (caller.abortAt === 0) controller.abort(reason);
  const timer = setTimeout(() => controller.abort(reason), Math.min(scaled(caller.abortAt ?? Infinity), PATIENCE));
  const heard: Heard = { texts: [], ended: false, longestRead: 0 };
  let dispatched = 0;
  const onEvent: FetchOptions["onEvent"] = ({ type }) => {
    if (type === "attempt") dispatched++;
    if (options.rudeObserver) throw new Error("rude");
  };
  const client = createFetch({ ...scaledOptions(drawn), onEvent });
  const init = requestInit(caller, controller.signal);
  await play(client, upstream.url, { ...caller, pause: scaled(caller.pause) }, init, heard);
  clearTimeout(timer);

  const settled = dispatched;
  await upstream.allClosed();
  const allowed = caller.request === "stream" || !options.guarded ? 1 : options.retry.maxAttempts;
  assert.ok(attempts.count <= allowed && dispatched <= allowed, `expected at most ${allowed} attempts`);
  assert.equal(dispatched, settled, "nothing is fetched again once the call has settled");
  checkBytes(drawn, heard, attempts.count);
  const error = heard.callFailure?.error ?? heard.bodyFailure?.error;
  if (Object(error).name === "AbortError") assert.fail("expected the reason of an abort, got the runtime's own error");
  if (error && typeof error === "object" && "left" in error) assert.equal(error, reason);
}

function checkBytes(drawn: Scenario, heard: Heard, attempt: number): void {
  const script = scriptOf(drawn, Math.max(1, attempt));
  const sent = hasBody(script, drawn.caller) ? wholeText(script, attempt) : "";
  for (const text of heard.texts) {
    assert.ok((sent ?? text).startsWith(text), `expected the beginning of attempt ${attempt}'s bytes`);
    if (heard.ended) assert.equal(text, sent, "a body that ends is whole");
  }
}

function scaledOptions(drawn: Scenario): FetchOptions {
  const { retry, ...options } = fetchOptions(drawn);
  const scale = (value: unknown) => typeof value === "number" ? scaled(value) : false;
  const { minDelay = 0, maxDelay = 0, maxRetryAfter = 0, ...rest } = retry || {};
  return {
    ...options,
    ttfbTimeout: scale(options.ttfbTimeout),
    staleTimeout: scale(options.staleTimeout),
    totalTimeout: scale(options.totalTimeout),
    retry: { ...rest, minDelay: scaled(minDelay), maxDelay: scaled(maxDelay), maxRetryAfter: scaled(maxRetryAfter) },
  };
}
