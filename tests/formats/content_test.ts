import assert from "node:assert/strict";
import { anthropicMessages, content, createFetch, TimeoutError } from "../../mod.ts";
import { anthropicStream } from "../fixtures/llm_streams.ts";
import { pause, stall } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";

const { prelude, words } = anthropicStream(["Hello"]);
const INIT: RequestInit = { method: "POST", body: JSON.stringify({ model: "claude-sonnet-4-5", stream: true }) };

/** Sends a word, then pings for as long as the client stays. */
const pingsForGood: Script = async (exchange) => {
  await stall([...prelude, ...words])(exchange);
  while (!exchange.signal.aborted) {
    exchange.response.write('event: ping\ndata: {"type":"ping"}\n\n');
    await pause(20, exchange.signal);
  }
};

Deno.test("content() takes pings for no progress", async () => {
  await using upstream = await scripted(pingsForGood);
  const fetch = createFetch({ formats: [anthropicMessages()], progressOn: content(), staleTimeout: 300 });

  const response = await fetch(`${upstream.url}/v1/messages`, INIT);

  await assert.rejects(response.text(), (error) => error instanceof TimeoutError && error.phase === "stale");
});

Deno.test("content() takes every chunk for life if no format is recognized", async () => {
  await using upstream = await scripted(pingsForGood);
  const fetch = createFetch({ progressOn: content(), staleTimeout: 300 });
  const response = await fetch(`${upstream.url}/v1/messages`, INIT);
  const reader = response.body?.getReader();

  for (let chunks = 0; chunks < 25; chunks++) assert.equal((await reader?.read())?.done, false);

  await reader?.cancel();
});
