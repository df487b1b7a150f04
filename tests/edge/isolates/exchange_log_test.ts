import assert from "node:assert/strict";
import { ExchangeLog } from "../../../edge/isolates/exchange_log.ts";
import { fakeClock } from "../../fixtures/clock.ts";

Deno.test("ExchangeLog.note() writes a line on loss, and one on return", () => {
  using clock = fakeClock();
  const { note, lines } = book();

  for (const reason of [undefined, undefined, "TimeoutError", "TimeoutError", "ECONNREFUSED", undefined, undefined]) {
    note(reason);
    clock.tick(1_000);
  }

  assert.deepEqual(lines, ["TimeoutError", "shared state exchanged again"]);
});

Deno.test("ExchangeLog.note() writes two lines a minute at most where the link comes and goes", () => {
  using clock = fakeClock();
  const { note, lines } = book();

  for (let second = 0; second < 180; second++) {
    note(second % 2 ? undefined : "TimeoutError");
    clock.tick(1_000);
  }

  assert.equal(lines.length, 6);
});

Deno.test("ExchangeLog.note() writes of a loss within the minute once that is over", () => {
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
