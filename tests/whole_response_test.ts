import * as library from "../mod.ts";
import { readingCases } from "./runtimes/reading_cases.ts";
import { suiteUpstream } from "./runtimes/routes.ts";

// The suite of all runtimes runs them on each, apart from what `deno task mutate` runs.
for (const { name, run } of readingCases) {
  Deno.test(`wholeResponse() ${name}`, async () => {
    await using upstream = await suiteUpstream();
    await run(library, `${upstream.url}/run/`);
  });
}
