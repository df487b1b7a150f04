import assert from "node:assert/strict";
import { cpuTime } from "./cpu_time.ts";

const BURNED = 300;

Deno.test("cpuTime() returns what a process and its children have used", async () => {
  const before = await cpuTime(Deno.pid);
  if (Deno.build.os !== "linux") return assert.equal(before, undefined);
  const grown = async () => Number(await cpuTime(Deno.pid)) - Number(before);
  await using child = new Deno.Command("sh", { args: ["-c", "while :; do :; done"] }).spawn();

  // Until that much is used, however long it takes where the machine is busy.
  while (await grown() < BURNED) await new Promise((resolve) => setTimeout(resolve, 20));

  const burned = Number(await cpuTime(child.pid));
  assert.ok(burned > BURNED / 2, `${burned} ms`);
  assert.ok(await grown() >= burned, `${burned} ms`);
});
