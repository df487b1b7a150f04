import OpenAI from "openai";
import assert from "node:assert/strict";
import { createFetch, type FetchObserver, type FetchOptions, TimeoutError } from "../../mod.ts";
import { openaiChat, openaiResponse } from "../fixtures/llm.ts";
import { breakOff, respond, stall, trickle } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { PATIENT, STALLS, WORDS } from "./stalls.ts";
import { GIVE_UPS, HALF_AN_HOUR, untilGivenUp } from "./until_given_up.ts";

function clientOf(url: string, fetch: typeof globalThis.fetch, maxRetries?: number): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: "test-key", fetch, maxRetries });
}

async function* responseOf(client: OpenAI): AsyncGenerator<string> {
  const stream = await client.responses.create({ model: "test-model", input: "Hi", stream: true });
  for await (const event of stream) if (event.type === "response.output_text.delta") yield event.delta;
}

async function* chat(client: OpenAI): AsyncGenerator<string> {
  const messages = [{ role: "user" as const, content: "Hi" }];
  const stream = await client.chat.completions.create({ model: "test-model", messages, stream: true });
  for await (const chunk of stream) yield chunk.choices[0]?.delta.content ?? "";
}

for (const [name, script] of Object.entries(STALLS)) {
  Deno.test(`createFetch() under the OpenAI SDK recovers a response from ${name}`, async () => {
    await using upstream = await scripted(script, trickle(openaiResponse(WORDS), 0));

    const words = await Array.fromAsync(responseOf(clientOf(upstream.url, createFetch(PATIENT))));

    assert.deepEqual(words, WORDS);
    const [first, second] = upstream.requests;
    assert.equal(upstream.requests.length, 2);
    assert.equal(second?.body, first?.body);
    assert.equal(second?.headers.get("x-stainless-retry-count"), "0");
  });

  Deno.test(`createFetch() under the OpenAI SDK recovers a chat completion from ${name}`, async () => {
    await using upstream = await scripted(script, trickle(openaiChat(WORDS), 0));

    const words = await Array.fromAsync(chat(clientOf(upstream.url, createFetch(PATIENT), 0)));

    assert.equal(words.join(""), WORDS.join(""));
    assert.equal(upstream.requests.length, 2);
  });
}

Deno.test("createFetch() under the OpenAI SDK errors a stale stream after its first events", async () => {
  const upToFirstWord = openaiResponse(WORDS).slice(0, 4);
  await using upstream = await scripted(stall(upToFirstWord));
  const words: string[] = [];

  const reading = (async () => {
    for await (const word of responseOf(clientOf(upstream.url, createFetch({ staleTimeout: 100 })))) words.push(word);
  })();

  await assert.rejects(reading, (error) => error instanceof TimeoutError && error.phase === "stale");
  assert.deepEqual(words, WORDS.slice(0, 1));
  assert.equal(upstream.requests.length, 1);
  await upstream.requests[0]?.closed;
});

Deno.test("createFetch() under the OpenAI SDK errors a stream that breaks off", async () => {
  const upToFirstWord = openaiResponse(WORDS).slice(0, 4);
  await using upstream = await scripted(breakOff(upToFirstWord));

  await assert.rejects(Array.fromAsync(responseOf(clientOf(upstream.url, createFetch()))));

  assert.equal(upstream.requests.length, 1);
});

Deno.test("createFetch() under the OpenAI SDK closes the connection when the caller leaves", async () => {
  const upToFirstWord = openaiResponse(WORDS).slice(0, 4);
  await using upstream = await scripted(stall(upToFirstWord));

  for await (const word of responseOf(clientOf(upstream.url, createFetch()))) {
    assert.equal(word, WORDS[0]);
    break;
  }

  await upstream.requests[0]?.closed;
});

for (const { name, options, maxRetries, requests, least } of GIVE_UPS) {
  Deno.test(`createFetch() under the OpenAI SDK ${name} gives up after ${requests} requests`, async () => {
    const end = await untilGivenUp((url, fetch) =>
      Array.fromAsync(responseOf(clientOf(url, createFetch({ ...options, fetch }), maxRetries)))
    );

    assert.ok(end.error instanceof OpenAI.APIConnectionTimeoutError);
    assert.ok(end.error.cause instanceof TimeoutError);
    assert.equal(end.error.cause.phase, "ttfb");
    assert.equal(end.requests, requests);
    assert.ok(end.seconds >= least && end.seconds <= least + 2, `${end.seconds} s`);
  });
}

Deno.test("createFetch() under the OpenAI SDK sends a call that does not stream once, whatever its status", async () => {
  await using upstream = await scripted(respond("busy", { status: 429 }));
  const client = clientOf(upstream.url, createFetch({ retry: { statusCodes: [429] } }), 0);

  await assert.rejects(client.responses.create({ model: "test-model", input: "Hi" }), OpenAI.RateLimitError);
  assert.equal(upstream.requests.length, 1);
});

Deno.test("createFetch() under the OpenAI SDK takes the options of one call by fetchOptions", async () => {
  await using upstream = await scripted(trickle(openaiResponse(WORDS), 0));
  const cutoffs: unknown[] = [];
  const onEvent: FetchObserver = (event) => event.type === "attempt" && cutoffs.push(event.cutoff);
  const client = clientOf(upstream.url, createFetch({ onEvent }));
  const patient: FetchOptions = { ttfbTimeout: 600_000 };

  for (const fetchOptions of [patient as object, undefined]) {
    const body = { model: "test-model", input: "Hi", stream: true } as const;
    await Array.fromAsync(await client.responses.create(body, { fetchOptions }));
  }

  assert.deepEqual(cutoffs.map((cutoff) => Math.round(Number(cutoff) / 1_000)), [600, 45]);
});

Deno.test("fetch() under the OpenAI SDK as it comes gives up after 3 requests and half an hour", async () => {
  const end = await untilGivenUp((url, fetch) => Array.fromAsync(responseOf(clientOf(url, fetch))));

  assert.ok(end.error instanceof OpenAI.APIConnectionTimeoutError);
  assert.equal(end.requests, 3);
  assert.ok(end.seconds >= HALF_AN_HOUR && end.seconds <= HALF_AN_HOUR + 2, `${end.seconds} s`);
});
