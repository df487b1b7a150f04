import assert from "node:assert/strict";
import {
  createFetch,
  type FetchObserverEvent,
  type FetchOptions,
  openaiChat,
  timingOf,
  TruncatedError,
} from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import {
  answers,
  type FakeAnswer,
  type FakeFetch,
  fakeFetch,
  manualBody,
  untilAborted,
} from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/v1/chat/completions";
const headers = { "content-type": "text/event-stream" };
const ROLE = 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n';
const TEXT = 'data: {"choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}]}\n\n';
const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const DONE = "data: [DONE]\n\n";
const OVERLOADED = 'data: {"error":{"message":"overloaded","type":"server_error","code":503}}\n\n';
const QUOTA = 'data: {"error":{"message":"no credits","type":"insufficient_quota","code":"insufficient_quota"}}\n\n';

/** A body that goes on without an end. */
function open(...chunks: string[]): FakeAnswer {
  return (call) => {
    const body = manualBody();
    for (const chunk of chunks) body.push(chunk);
    call.signal.addEventListener("abort", () => body.cancelled ?? body.fail(call.signal.reason));
    return answers(body, { headers })(call);
  };
}

function whole(...chunks: string[]): FakeAnswer {
  return answers(chunks.join(""), { headers });
}

/** Calls for a stream, in virtual time; returns how it went. */
async function chat(fetch: FakeFetch, options: FetchOptions = {}) {
  using clock = fakeClock();
  const events: FetchObserverEvent[] = [];
  const call = createFetch({
    fetch,
    formats: [openaiChat()],
    retry: { minDelay: 0, maxDelay: 0, statusCodes: [503] },
    onEvent: (event) => events.push(event),
    ...options,
  });
  const init = { method: "POST", body: JSON.stringify({ model: "gpt-4o", stream: true, messages: [] }) };
  let response: Response | undefined;
  const pending = call(UPSTREAM, init).then(async (got) => {
    response = got;
    return await got.text();
  }).catch((error) => error);
  await clock.tickAsync(10_000_000);
  const outcomes = response && timingOf(response)?.attempts.map(({ outcome }) => outcome);
  const result: unknown = await pending;
  assert.equal(clock.timers, 0);
  return { result, response, outcomes, retries: events.filter((event) => event.type === "retry"), events };
}

Deno.test("createFetch() holds a prelude back, and retries if no content follows", async () => {
  const underneath = fakeFetch(open(ROLE, ": ping\n\n"), whole(ROLE, TEXT, STOP, DONE));

  const { result, outcomes, retries } = await chat(underneath);

  assert.equal(result, ROLE + TEXT + STOP + DONE);
  assert.deepEqual(outcomes, ["content", "response"]);
  assert.deepEqual(retries.map(({ reason, delay }) => [reason, delay]), [["content", 0]]);
});

Deno.test("createFetch() rejects with a TimeoutError of phase content if no attempt has any", async () => {
  const { result } = await chat(fakeFetch(open(ROLE)), { contentTimeout: 1_000 });

  assert.deepEqual((result as { phase?: string }).phase, "content");
  assert.match(String(result), /no content after 1000 \+ 2000 \+ 4000 ms/);
});

Deno.test("createFetch() retries a failure before the content as the status that it stands for", async () => {
  const underneath = fakeFetch(whole(OVERLOADED), whole(ROLE, OVERLOADED), whole(TEXT, STOP));

  const { result, outcomes, retries } = await chat(underneath);

  assert.equal(result, TEXT + STOP);
  assert.deepEqual(outcomes, ["failure", "failure", "response"]);
  assert.deepEqual(retries.map(({ reason, status }) => [reason, status]), [["failure", 503], ["failure", 503]]);
});

Deno.test("createFetch() hands out a failure unchanged if it is final, or no attempt is left", async () => {
  const final = await chat(fakeFetch(whole(ROLE, QUOTA, DONE)));
  const unlisted = await chat(fakeFetch(whole(OVERLOADED)), { retry: {} });
  const last = await chat(fakeFetch(whole(OVERLOADED)), { retry: { maxAttempts: 1, statusCodes: [503] } });

  assert.deepEqual([final.result, final.response?.status], [ROLE + QUOTA + DONE, 200]);
  assert.deepEqual([unlisted.result, last.result], [OVERLOADED, OVERLOADED]);
});

Deno.test("createFetch() retries a stream that ends inside its prelude, and an empty one; the last errors", async () => {
  for (const empty of [whole(ROLE), whole("")]) {
    const recovered = await chat(fakeFetch(empty, whole(TEXT, STOP)));
    const lost = await chat(fakeFetch(empty));

    assert.deepEqual([recovered.result, recovered.outcomes], [TEXT + STOP, ["truncated", "response"]]);
    assert.ok(lost.result instanceof TruncatedError, String(lost.result));
    assert.equal(lost.response?.status, 200);
  }
});

Deno.test("createFetch() errors a stream that ends after its content, without its last event, and never repeats it", async () => {
  const underneath = fakeFetch(whole(ROLE, TEXT));

  const { result, events } = await chat(underneath);

  assert.ok(result instanceof TruncatedError);
  assert.deepEqual([result.format, result.bytes], ["openai-chat", (ROLE + TEXT).length]);
  assert.equal(underneath.calls.length, 1);
  assert.equal(events.at(-1)?.type, "error");
});

Deno.test("createFetch() ends a stream like its source if complete is false", async () => {
  const { result } = await chat(fakeFetch(whole(ROLE, TEXT)), { complete: false });
  const { result: prelude } = await chat(fakeFetch(whole(ROLE)), { complete: false });

  assert.deepEqual([result, prelude], [ROLE + TEXT, ROLE]);
});

Deno.test("createFetch() commits at the first byte if contentTimeout is false", async () => {
  const { result, outcomes } = await chat(fakeFetch(open(ROLE)), { contentTimeout: false, staleTimeout: 100 });

  assert.deepEqual((result as { phase?: string }).phase, "stale");
  assert.deepEqual(outcomes, ["response"]);
});

Deno.test("createFetch() commits a prelude of more than 64 KiB", async () => {
  const { outcomes, result } = await chat(fakeFetch(open(ROLE.repeat(800))), { staleTimeout: 100 });

  assert.deepEqual((result as { phase?: string }).phase, "stale");
  assert.deepEqual(outcomes, ["response"]);
});

Deno.test("createFetch() hands out a body unchanged if it isn't of its format's type", async () => {
  for (
    const [type, body] of [["text/html", "<p>busy</p>"], ["application/json", '{"code":1,"error":"busy"}']] as const
  ) {
    const { result, outcomes } = await chat(fakeFetch(answers(body, { headers: { "content-type": type } })));

    assert.deepEqual([result, outcomes], [body, ["response"]]);
  }
});

Deno.test("createFetch() gives a format that answers late as long for its first byte as for its content", async () => {
  const { events } = await chat(fakeFetch(untilAborted(), whole(TEXT, STOP)));
  const [first, , second] = events;

  assert.ok(first?.type === "attempt" && second?.type === "attempt");
  assert.deepEqual([first.cutoff, first.contentCutoff, first.format], [60_000, 60_000, "openai-chat"]);
  assert.deepEqual([second.cutoff, second.contentCutoff], [120_000, 120_000]);
});

Deno.test("createFetch() takes a reader that stops at the last event for one that read all", async () => {
  const events: FetchObserverEvent[] = [];
  const body = manualBody();
  const fetch = createFetch({
    fetch: fakeFetch(answers(body, { headers })),
    formats: [openaiChat()],
    onEvent: (event) => events.push(event),
  });
  body.push(TEXT + STOP + DONE);
  const response = await fetch(UPSTREAM, { method: "POST", body: '{"stream":true,"messages":[]}' });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();

  const last = events.at(-1);
  assert.ok(last?.type === "end" && !last.cancelled);
});

Deno.test("createFetch() never repeats JSON-RPC, whatever it says about streams", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(untilAborted());
  const fetch = createFetch({ fetch: underneath, formats: [openaiChat()], ttfbTimeout: 10, totalTimeout: 1_000 });
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", stream: true, messages: [] });
  const pending = assert.rejects(fetch(UPSTREAM, { method: "POST", body }), { phase: "total" });
  await clock.tickAsync(1_000);

  await pending;
  assert.equal(underneath.calls.length, 1);
});
