import { createOpenAI } from "@ai-sdk/openai";
import { streamText } from "ai";
import assert from "node:assert/strict";
import { createFetch, TimeoutError } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch } from "../fixtures/fake_fetch.ts";
import { openaiResponse } from "../fixtures/llm.ts";
import { stall, trickle } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { PATIENT, STALLS, WORDS } from "./stalls.ts";
import { untilGivenUp } from "./until_given_up.ts";

function ask(url: string, fetch: typeof globalThis.fetch, maxRetries?: number) {
  const provider = createOpenAI({ baseURL: `${url}/v1`, apiKey: "test-key", fetch });
  // Without `onError`, the package prints what its promises reject with as well.
  return streamText({ model: provider("test-model"), prompt: "Hi", maxRetries, onError: () => {} });
}

// Before the first word, `textStream` ends without the error that stands in `fullStream`.
async function streamOf({ fullStream }: ReturnType<typeof ask>): Promise<void> {
  for await (const part of fullStream) if (part.type === "error") throw part.error;
}

for (const [name, script] of Object.entries(STALLS)) {
  Deno.test(`createFetch() under the AI SDK recovers a text from ${name}`, async () => {
    await using upstream = await scripted(script, trickle(openaiResponse(WORDS), 0));

    const words = await Array.fromAsync(ask(upstream.url, createFetch(PATIENT)).textStream);

    assert.deepEqual(words, WORDS);
    const [first, second] = upstream.requests;
    assert.equal(upstream.requests.length, 2);
    assert.equal(second?.body, first?.body);
  });
}

Deno.test("createFetch() under the AI SDK errors a stale stream after its first events", async () => {
  const upToFirstWord = openaiResponse(WORDS).slice(0, 4);
  await using upstream = await scripted(stall(upToFirstWord));
  const { textStream, text } = ask(upstream.url, createFetch({ staleTimeout: 100 }));
  const isStale = (error: unknown) => error instanceof TimeoutError && error.phase === "stale";
  const words: string[] = [];

  const reading = (async () => {
    for await (const word of textStream) words.push(word);
  })();

  await assert.rejects(reading, isStale);
  await assert.rejects(Promise.resolve(text), isStale);
  assert.deepEqual(words, WORDS.slice(0, 1));
  assert.equal(upstream.requests.length, 1);
  await upstream.requests[0]?.closed;
});

// The package takes a `TimeoutError` for the caller's own, and does not try again.
for (
  const { name, options, requests, seconds } of [
    { name: "as it comes", options: {}, requests: 3, seconds: 315 },
    { name: "with retry: false", options: { retry: false }, requests: 1, seconds: 45 },
  ] as const
) {
  Deno.test(`createFetch() under the AI SDK ${name} gives up after ${requests} request(s)`, async () => {
    const end = await untilGivenUp((url, fetch) => streamOf(ask(url, createFetch({ ...options, fetch }))));

    assert.ok(end.error instanceof TimeoutError);
    assert.equal(end.error.phase, "ttfb");
    assert.equal(end.requests, requests);
    assert.equal(end.seconds, seconds);
  });
}

for (const [name, maxRetries, requests] of [["as it comes", undefined, 9], ["with maxRetries: 0", 0, 3]] as const) {
  Deno.test(`createFetch() under the AI SDK ${name} sends a request ${requests} times that is refused by a status`, async () => {
    using clock = fakeClock();
    // Not by a socket: the clock would outrun an answer on its way.
    const underneath = fakeFetch(answers("busy", { status: 503 }));
    const fetch = createFetch({ fetch: underneath, retry: { statusCodes: [503] } });
    let isOver = false;
    const asking = streamOf(ask("http://upstream.test", fetch, maxRetries)).catch(() => {}).finally(() =>
      isOver = true
    );
    for (await clock.runMicrotasks(); !isOver; await clock.runMicrotasks()) clock.next();
    await asking;

    assert.equal(underneath.calls.length, requests);
  });
}

Deno.test("fetch() under the AI SDK waits for as long as the upstream is silent", async () => {
  const end = untilGivenUp((url, fetch) => streamOf(ask(url, fetch)));

  await assert.rejects(end, /waits for the upstream alone/);
});
