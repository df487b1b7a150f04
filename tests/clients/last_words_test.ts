import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { LastWords } from "../../src/formats/format.ts";
import { trickle } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { wholeOf } from "../fixtures/llm_streams.ts";
import { closingFetch } from "./closing_fetch.ts";
import { type Sdk, SDKS } from "./sdks.ts";
import { WORDS } from "./stalls.ts";

const LAST: LastWords = { code: "upstream_stale", message: "The upstream fell silent", status: 504 };

interface Outcome {
  readonly words: readonly string[];
  readonly error: unknown;
}

/** Has an SDK read what an upstream sends, which then closes the connection as if that were all. */
async function read({ ask, stream }: Sdk, chunks: readonly string[]): Promise<Outcome> {
  await using upstream = await scripted(trickle(chunks, 1, { headers: { "content-type": stream([]).type } }));
  await using closing = closingFetch(fetch);
  const words: string[] = [];
  try {
    for await (const word of ask(upstream.url, closing.fetch)) words.push(word);
    return { words, error: undefined };
  } catch (error) {
    return { words, error };
  }
}

for (const sdk of SDKS) {
  const { name, format, tells } = sdk;
  const stream = sdk.stream(WORDS);
  const response = new Response("", { headers: { "content-type": stream.type } });
  const framing = format.framing(response) ?? assert.fail("no framing");
  const words = (begun: boolean) => format.lastWords(framing, { ...LAST, begun }, { format: format.name }) ?? "";
  const places = [
    ["first", false, []],
    ["behind the prelude", true, stream.prelude],
    ["behind a word", true, [...stream.prelude, ...stream.words.slice(0, 1)]],
  ] as const;

  for (const [place, begun, before] of places) {
    Deno.test(`${name} throws on the last words of ${format.name} ${place}`, async () => {
      const { words: got, error } = await read(sdk, [...before, words(begun)]);

      assert.deepEqual(got, WORDS.slice(0, Math.max(0, before.length - stream.prelude.length)));
      assert.ok(error instanceof Error, inspect(error));
      if (tells) assert.match(inspect(error), new RegExp(LAST.message));
    });
  }

  Deno.test(`${name} ignores the keep-alive messages of ${format.name}`, async () => {
    const sign = format.signOfLife(framing, { format: format.name, model: "test-model" }) ?? "";
    const chunks = [sign, sign, ...wholeOf(stream).flatMap((chunk) => [chunk, sign])];

    const { words: got, error } = await read(sdk, chunks);

    assert.equal(error, undefined, inspect(error));
    assert.deepEqual(got, WORDS);
  });
}
