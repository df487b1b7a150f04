import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchOnSecondAttempt } from "./call.js";

test("a first call is retried by node:test's clock", async ({ mock }) => {
  mock.timers.enable();
  const answer = fetchOnSecondAttempt()("http://upstream.test/");
  await tick(45_000);
  await tick(8_000);

  assert.equal(await (await answer).text(), "attempt 2");

  /** Lets what is due run: the clock itself waits for no promise. */
  async function tick(milliseconds) {
    for (let turn = 0; turn < 50; turn++) await null;
    mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 50; turn++) await null;
  }
});
