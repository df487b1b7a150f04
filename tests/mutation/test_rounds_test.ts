import assert from "node:assert/strict";
import { testRounds } from "./test_rounds.ts";

const PROPERTIES = "tests/properties/";

Deno.test("testRounds() begins with a module's own tests, and runs each test once", async () => {
  const [own, ...others] = await testRounds("src/attempt/retry_after.ts");
  const all = (await testRounds()).flatMap(({ files }) => files);

  assert.deepEqual(own?.files, ["tests/attempt/retry_after_test.ts"]);
  assert.deepEqual([own, ...others].flatMap((round) => round?.files ?? []).sort(), all.sort());
  assert.equal(new Set(all).size, all.length);
});

Deno.test("testRounds() has no round of own tests for a module that has none", async () => {
  const names = (await testRounds("src/time/absent.ts")).map(({ name }) => name);

  assert.ok(!names.includes("own tests") && names[0] === "its room");
});

Deno.test("testRounds() leaves what takes sockets or processes to the end", async () => {
  const rounds = await testRounds("src/hedge/hedge.ts");
  const roundOf = (file: string) => rounds.find(({ files }) => files.includes(file))?.name;

  assert.equal(roundOf("tests/hedge/hedge_test.ts"), "own tests");
  assert.equal(roundOf("tests/hedge/hedge_race_test.ts"), "its room");
  assert.equal(roundOf(`${PROPERTIES}hedge_property_test.ts`), "random cases");
  assert.equal(roundOf("tests/create_fetch/retry_test.ts"), "virtual time");
  assert.equal(roundOf("tests/create_fetch/sockets_test.ts"), "sockets");
  assert.equal(roundOf("tests/create_fetch/leak_test.ts"), "endurance");
  assert.equal(roundOf("tests/pack_test.ts"), undefined);
});

Deno.test("testRounds() knows the room of create_fetch.ts", async () => {
  const [room] = await testRounds("src/create_fetch.ts");

  assert.equal(room?.name, "its room");
  assert.ok(room.files.length > 0 && room.files.every((file) => file.startsWith("tests/create_fetch/")));
});
