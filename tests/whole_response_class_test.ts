import assert from "node:assert/strict";
import * as library from "../mod.ts";
import { FaithfulResponse } from "../src/faithful_response.ts";
import { wholeResponseClass } from "../src/whole_response_class.ts";
import { readingCases } from "./runtimes/reading_cases.ts";
import { suiteUpstream } from "./runtimes/routes.ts";

// The suite of all runtimes runs them on each, apart from what `deno task mutate` runs.
for (const { name, run } of readingCases) {
  Deno.test(`wholeResponseClass() ${name}`, async () => {
    await using upstream = await suiteUpstream();
    await run(library, `${upstream.url}/run/`);
  });
}

for (const [name, expected] of [["text", '"response"'], ["json", "response"]] as const) {
  Deno.test(`wholeResponseClass() answers ${name}() by the chunk, and not by the stream`, async () => {
    const chunk = new TextEncoder().encode('"response"');
    const stream = new ReadableStream({ pull: () => Promise.reject(new Error("Stream was read")) }, {
      highWaterMark: 0,
    });
    const response = new (wholeResponseClass(FaithfulResponse))(new Response(), stream, chunk);

    assert.equal(await response[name](), expected);
    assert.equal(response.bodyUsed, true);
  });
}
