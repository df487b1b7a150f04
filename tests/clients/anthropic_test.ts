import Anthropic from "@anthropic-ai/sdk";
import assert from "node:assert/strict";
import { createFetch, event, type FetchOptions, TimeoutError } from "../../mod.ts";
import { anthropicMessage } from "../fixtures/llm.ts";
import { stall, trickle } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { PATIENT, STALLS, WORDS } from "./stalls.ts";
import { GIVE_UPS, HALF_AN_HOUR, untilGivenUp } from "./until_given_up.ts";

const PING = 'event: ping\ndata: {"type":"ping"}\n\n';
const OPTIONS: FetchOptions = { ...PATIENT, firstByteOn: event(({ event }) => event !== "ping") };

function clientOf(url: string, fetch: typeof globalThis.fetch, maxRetries?: number): Anthropic {
  return new Anthropic({ baseURL: url, apiKey: "test-key", fetch, maxRetries });
}

async function* ask(client: Anthropic): AsyncGenerator<string> {
  const messages = [{ role: "user" as const, content: "Hi" }];
  const stream = await client.messages.create({ model: "test-model", max_tokens: 9, messages, stream: true });
  for await (const event of stream) {
    if (event.type === "content_block_delta" && event.delta.type === "text_delta") yield event.delta.text;
  }
}

for (const [name, script] of Object.entries({ ...STALLS, "a ping and then silence": stall([PING]) })) {
  Deno.test(`createFetch() under the Anthropic SDK recovers a message from ${name}`, async () => {
    await using upstream = await scripted(script, trickle(anthropicMessage(WORDS), 0));

    const words = await Array.fromAsync(ask(clientOf(upstream.url, createFetch(OPTIONS))));

    assert.deepEqual(words, WORDS);
    const [first, second] = upstream.requests;
    assert.equal(upstream.requests.length, 2);
    assert.equal(second?.body, first?.body);
    assert.equal(second?.headers.get("x-stainless-retry-count"), "0");
  });
}

Deno.test("createFetch() under the Anthropic SDK errors a stale stream after its first events", async () => {
  const upToFirstWord = anthropicMessage(WORDS).slice(0, 3);
  await using upstream = await scripted(stall(upToFirstWord));
  const words: string[] = [];

  const reading = (async () => {
    for await (const word of ask(clientOf(upstream.url, createFetch({ staleTimeout: 100 })))) words.push(word);
  })();

  await assert.rejects(reading, (error) => error instanceof TimeoutError && error.phase === "stale");
  assert.deepEqual(words, WORDS.slice(0, 1));
  assert.equal(upstream.requests.length, 1);
  await upstream.requests[0]?.closed;
});

for (const { name, options, maxRetries, requests, least } of GIVE_UPS) {
  Deno.test(`createFetch() under the Anthropic SDK ${name} gives up after ${requests} requests`, async () => {
    const end = await untilGivenUp((url, fetch) =>
      Array.fromAsync(ask(clientOf(url, createFetch({ ...options, fetch }), maxRetries)))
    );

    assert.ok(end.error instanceof Anthropic.APIConnectionTimeoutError);
    assert.equal(end.requests, requests);
    assert.ok(end.seconds >= least && end.seconds <= least + 2, `${end.seconds} s`);
  });
}

Deno.test("fetch() under the Anthropic SDK as it comes gives up after 3 requests and half an hour", async () => {
  const end = await untilGivenUp((url, fetch) => Array.fromAsync(ask(clientOf(url, fetch))));

  assert.ok(end.error instanceof Anthropic.APIConnectionTimeoutError);
  assert.equal(end.requests, 3);
  assert.ok(end.seconds >= HALF_AN_HOUR && end.seconds <= HALF_AN_HOUR + 2, `${end.seconds} s`);
});
