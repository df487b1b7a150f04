import assert from "node:assert/strict";
import { join } from "node:path";

// What Node 20 lacks, and Deno's types know.
const MISSING =
  /\bPromise\.(?:withResolvers|try)\b|\bArray\.fromAsync\b|\b(?:Object|Map)\.groupBy\b|\bIterator\.from\b|[^.?]\bnavigator\./;

Deno.test("src/ and edge/ use nothing that Node 20 lacks", async () => {
  const root = new URL("../../", import.meta.url).pathname;
  const found: string[] = [];
  for (const folder of ["src", "edge"]) {
    for await (const path of filesIn(join(root, folder))) {
      const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => !/^\s*(?:\*|\/\*|\/\/)/.test(line));
      if (lines.some((line) => MISSING.test(line))) found.push(path.slice(root.length));
    }
  }

  assert.deepEqual(found, []);
});

async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesIn(path);
    else if (name.endsWith(".ts")) yield path;
  }
}
