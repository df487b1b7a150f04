import assert from "node:assert/strict";
import { inspect } from "node:util";
import { createFetch, type FetchOptions, llm } from "../../mod.ts";
import { type LlmStream, wholeOf } from "../fixtures/llm_streams.ts";
import { hang, hangAfterHeaders, type Head, pause, stall, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import { closingFetch } from "./closing_fetch.ts";
import { type Sdk, SDKS } from "./sdks.ts";
import { WORDS } from "./stalls.ts";

/** Gives only the attempt that is to be lost little time. */
const IMPATIENT: FetchOptions = {
  ...llm(),
  ttfbTimeout: ({ attempt }) => attempt === 1 ? 400 : 20_000,
  contentTimeout: ({ attempt }) => attempt === 1 ? 400 : 20_000,
  retry: { ...Object(llm().retry), minDelay: 1 },
};

interface Outcome {
  readonly words: readonly string[];
  readonly error: unknown;
  readonly requests: number;
}

/** Has an SDK read what comes of an upstream, through a fetch of ours. */
async function read({ ask }: Sdk, scripts: readonly Script[], options: FetchOptions): Promise<Outcome> {
  await using upstream = await scripted(...scripts);
  await using closing = closingFetch(createFetch(options) as typeof fetch);
  const words: string[] = [];
  let error: unknown;
  try {
    for await (const word of ask(upstream.url, closing.fetch)) words.push(word);
  } catch (thrown) {
    error = thrown;
  }
  return { words, error, requests: upstream.requests.length };
}

function headOf({ type }: LlmStream): Head {
  return { headers: { "content-type": type } };
}

function lost(stream: LlmStream): Record<string, Script> {
  const head = headOf(stream);
  return {
    "a hang before the headers": hang(),
    "headers, then silence": hangAfterHeaders(head),
    "the prelude, then silence": stall(stream.prelude, head),
    "a failure first": trickle([...stream.prelude, stream.failure], 0, head),
    "an end inside the prelude": trickle(stream.prelude, 0, head),
    "an empty 200": trickle([], 0, head),
  };
}

/** Breaks the connection when what was sent has been read: a runtime may discard what waits behind a break. */
function breakLater(chunks: readonly string[], head: Head): Script {
  return async (exchange) => {
    await stall(chunks, head)(exchange);
    await pause(100, exchange.signal);
    exchange.socket.destroy();
  };
}

/** What breaks in the middle, and how the error is named. */
function broken(stream: LlmStream): Record<string, readonly [Script, RegExp]> {
  const head = headOf(stream);
  const half = [...stream.prelude, ...stream.words.slice(0, 1)];
  return {
    "a break": [breakLater(half, head), /./],
    "an end that looks complete": [trickle(half, 0, head), /TruncatedError/],
    "silence": [stall(half, head), /TimeoutError/],
  };
}

for (const sdk of SDKS) {
  const stream = sdk.stream(WORDS);
  const whole = trickle(wholeOf(stream), 0, headOf(stream));

  Deno.test(`${sdk.name} reads a whole answer at once`, async () => {
    const { words, error, requests } = await read(sdk, [whole], llm());

    assert.equal(error, undefined, inspect(error));
    assert.deepEqual(words, WORDS);
    assert.equal(requests, 1);
  });

  for (const [name, script] of Object.entries(lost(stream))) {
    Deno.test(`${sdk.name} recovers from ${name}`, async () => {
      const { words, error, requests } = await read(sdk, [script, whole], IMPATIENT);

      assert.equal(error, undefined, inspect(error));
      assert.deepEqual(words, WORDS);
      assert.equal(requests, 2);
    });
  }

  for (const [name, [script, names]] of Object.entries(broken(stream))) {
    Deno.test(`${sdk.name} throws on ${name} in the middle`, async () => {
      const { words, error, requests } = await read(sdk, [script], { ...llm(), staleTimeout: 400 });

      assert.ok(error instanceof Error, inspect(error));
      assert.match(inspect(error), names);
      assert.deepEqual(words, WORDS.slice(0, 1));
      assert.equal(requests, 1);
    });
  }
}
