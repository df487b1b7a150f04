import { readFileSync } from "node:fs";
import process from "node:process";
import { FETCHES } from "./contenders.ts";
import type { OverheadRequest, OverheadResult } from "./overhead_case.ts";
import { printResult } from "./print_result.ts";

async function call(fetch: typeof globalThis.fetch, { url, read }: OverheadRequest): Promise<void> {
  const response = await fetch(url);
  if (read === "json") return void await response.json();
  const reader = response.body?.getReader();
  while (!(await reader?.read())?.done);
}

async function measure(request: OverheadRequest): Promise<OverheadResult> {
  const { contenders, calls, rounds, warmUp } = request;
  const time: OverheadResult["time"] = {};
  const cpu: OverheadResult["cpu"] = {};
  for (let round = -warmUp; round < rounds; round++) {
    // Each leaves garbage to whoever comes next, which must not always be the same one.
    for (const name of shuffled(contenders)) {
      const fetch = FETCHES[name] ?? globalThis.fetch;
      const before = { time: performance.now(), cpu: process.cpuUsage() };
      for (let count = 0; count < calls; count++) await call(fetch, request);
      const { user, system } = process.cpuUsage(before.cpu);
      if (round < 0) continue;
      (time[name] ??= []).push((performance.now() - before.time) / calls);
      (cpu[name] ??= []).push((user + system) / 1_000 / calls);
    }
  }
  return { time, cpu, peak: peakMemory() };
}

/** Returns them in a random order (Fisher and Yates). */
function shuffled<T>(all: readonly T[]): T[] {
  const order = [...all];
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(Math.random() * (last + 1));
    [order[last], order[chosen]] = [order[chosen] as T, order[last] as T];
  }
  return order;
}

/** Returns the most bytes this process held; `maxRSS` is that of its parent, where the parent held more. */
function peakMemory(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1_024;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kibibytes) * 1_024;
}

printResult(await measure(JSON.parse(process.argv.at(-1) ?? "")));
