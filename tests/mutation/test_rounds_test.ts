import assert from "node:assert/strict";
import { testRounds } from "./test_rounds.ts";

Deno.test("testRounds() begins with a module's own tests, and runs each test once", async () => {
  const [own, ...others] = await testRounds("src/retry_after.ts");
  const all = (await testRounds()).flatMap(({ files }) => files);

  assert.deepEqual(own?.files, ["tests/retry_after_test.ts"]);
  assert.deepEqual([own, ...others].flatMap((round) => round?.files ?? []).sort(), all.sort());
  assert.equal(new Set(all).size, all.length);
});

Deno.test("testRounds() has no round of own tests for a module that has none", async () => {
  const names = (await testRounds("src/absent.ts")).map(({ name }) => name);
  assert.deepEqual(names, ["random cases", "virtual time", "sockets", "endurance"]);
});

Deno.test("testRounds() leaves what takes sockets or processes to the end", async () => {
  const rounds = await testRounds("src/create_fetch.ts");
  const roundOf = (file: string) => rounds.find(({ files }) => files.includes(`tests/${file}`))?.name;

  assert.equal(roundOf("create_fetch_retry_test.ts"), "own tests");
  assert.equal(roundOf("create_fetch_test.ts"), "own tests");
  assert.equal(roundOf("hedged_loop_test.ts"), "virtual time");
  assert.equal(roundOf("create_fetch_sockets_test.ts"), "sockets");
  assert.equal(roundOf("create_fetch_leak_test.ts"), "endurance");
  assert.equal(roundOf("pack_test.ts"), undefined);
});
