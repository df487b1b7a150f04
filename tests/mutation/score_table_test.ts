import assert from "node:assert/strict";
import { scoreTable } from "./score_table.ts";

Deno.test("scoreTable() shows what was killed of each room, and of all", () => {
  const [timer, delay, door] = [{ file: "src/time/timer.ts" }, { file: "src/time/delay.ts" }, { file: "src/door.ts" }];
  const rows = scoreTable([timer, timer, delay, door], [delay]).split("\n").map((row) => row.split(/ +/));

  assert.deepEqual(rows, [
    ["src/door.ts", "1/1", "100.0", "%"],
    ["src/time", "2/3", "66.7", "%"],
    ["src", "3/4", "75.0", "%"],
  ]);
});
