import assert from "node:assert/strict";
import { recovery } from "./recovery.ts";
import { HEALTHY, HEDGED, LEARNED } from "./recovery_contenders.ts";

Deno.test("recovery() holds each tail against the healthy one, and tells what is arithmetic", async () => {
  const { head, rows, notes } = await recovery({ calls: 20, warmUp: 5 });

  const column = (name: string) => head.indexOf(name);
  const healthy = rows.filter(([label]) => label?.startsWith(`${HEALTHY}, `));
  assert.ok(healthy.length > 0);
  for (const row of healthy) {
    assert.deepEqual(["answered", "p99, healthy = 1", "requests a call"].map((name) => row[column(name)]), [
      "100.0 %",
      "1.0",
      "1.00",
    ]);
  }
  for (const learning of [LEARNED, HEDGED]) {
    const row = rows.find(([label]) => label?.startsWith(`${learning}, `)) ?? [];
    assert.ok(Number(row[column("requests a call")]) > 1, row.join(" "));
    assert.ok(Number(row[column("p99, healthy = 1")]) > 0, row.join(" "));
  }
  assert.match(notes.join("\n"), /3 attempts leave 0\.2\^3 = 0\.8 % .* 4 attempts leave 0\.2\^4 = 0\.16 %/);
});
