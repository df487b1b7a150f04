import assert from "node:assert/strict";
import { cpuTime } from "./cpu_time.ts";

const BURNED = 300;
/** A shell that waits while its child burns CPU, and ends it. */
const SCRIPT = `sh -c "while :; do :; done" & trap "kill $!" TERM; wait`;

Deno.test("cpuTime() returns the CPU time of a process and its children", async () => {
  await using shell = new Deno.Command("sh", { args: ["-c", SCRIPT] }).spawn();
  if (Deno.build.os !== "linux") return assert.equal(await cpuTime(shell.pid), undefined);

  // However long it takes on a busy machine.
  let burned = 0;
  while (burned < BURNED) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    burned = Number(await cpuTime(shell.pid));
  }

  assert.ok(burned < 10 * BURNED, `${burned} ms`);
});
