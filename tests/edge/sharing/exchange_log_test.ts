import assert from "node:assert/strict";
import { ExchangeLog } from "../../../edge/sharing/exchange_log.ts";
import { fakeClock } from "../../fixtures/clock.ts";

Deno.test("ExchangeLog.note() writes a line on a loss, and one on recovery", () => {
  using clock = fakeClock();
  const { note, lines } = book();

  for (const reason of [undefined, undefined, "TimeoutError", "TimeoutError", "ECONNREFUSED", undefined, undefined]) {
    note(reason);
    clock.tick(1_000);
  }

  assert.deepEqual(lines, ["TimeoutError", "shared state exchanged again"]);
});

Deno.test("ExchangeLog.note() writes at most two lines a minute on an unstable connection", () => {
  using clock = fakeClock();
  const { note, lines } = book();

  for (let second = 0; second < 180; second++) {
    note(second % 2 ? undefined : "TimeoutError");
    clock.tick(1_000);
  }

  assert.equal(lines.length, 6);
});

Deno.test("ExchangeLog.note() reports a loss within the minute once that is over", () => {
  using clock = fakeClock();
  const { note, lines } = book();
  for (const reason of ["first", undefined, "second"]) note(reason);
  clock.tick(60_000);

  note("third");
  note(undefined);

  assert.deepEqual(lines, ["first", "shared state exchanged again", "third", "shared state exchanged again"]);
});

function book() {
  const lines: (string | undefined)[] = [];
  const log = new ExchangeLog(({ reason, solved }) => lines.push(reason ?? solved));
  return { lines, note: log.note };
}
