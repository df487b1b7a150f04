import assert from "node:assert/strict";
import { verdict } from "./page/verdict.js";

const OURS = [
  { calls: 20, answered: 20, broken: 0, worst: 53.7 },
  { calls: 20, answered: 19, broken: 1, worst: 181.2 },
];

Deno.test("verdict() says what plain fetch lost, and the worst of the ways of firstbyte", () => {
  const { plain, firstbyte } = verdict({ calls: 20, answered: 14, broken: 2, worst: 500 }, OURS);

  assert.equal(plain, "plain fetch: 4 of 20 calls never answered, 2 broken off");
  assert.equal(firstbyte, "firstbyte: 19 of 20 answered, slowest 181 s");
});

Deno.test("verdict() leaves out what did not happen", () => {
  const plain = (answered: number, broken: number) => verdict({ calls: 20, answered, broken, worst: 9.96 }, OURS).plain;

  assert.equal(plain(16, 0), "plain fetch: 4 of 20 calls never answered");
  assert.equal(plain(18, 2), "plain fetch: 2 of 20 calls broken off");
  assert.equal(plain(20, 0), "plain fetch: 20 of 20 answered");
});
