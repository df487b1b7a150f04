import assert from "node:assert/strict";
import type { SoakOptions, SoakReport } from "./soak_calls.ts";

const MEBIBYTE = 2 ** 20;
// What a garbage collector may leave behind, and the first few thousand connections of a re-fetch of their own allot but once.
const SLACK = 96 * MEBIBYTE;

/** Throws unless no call was lost, none doubled, and neither memory nor sockets grew with the calls. */
export function assertFlat(report: SoakReport, { calls, atOnce }: SoakOptions): void {
  const { lost, mangled, doubled, stalled, requests, memory, sockets } = report;
  assert.deepEqual(lost.slice(0, 5), []);
  assert.deepEqual({ mangled, doubled }, { mangled: 0, doubled: 0 });
  assert.ok(requests >= calls + stalled, `expected a re-fetch of each stalled call, got ${requests} requests`);
  assertMemoryFlat(memory);
  // Each call has a connection, and so may one that it has just given up.
  assert.ok(Math.max(...sockets) <= 2 * atOnce, `expected at most ${2 * atOnce} sockets, got ${Math.max(...sockets)}`);
}

/** Throws unless memory stayed what it was. */
export function assertMemoryFlat(memory: readonly number[]): void {
  // The first quarter is for what a runtime allots but once.
  const quarter = Math.ceil(memory.length / 4);
  const growth = median(memory.slice(-quarter)) - median(memory.slice(quarter, 2 * quarter));
  assert.ok(growth < SLACK, `expected memory to stay, got ${Math.round(growth / MEBIBYTE)} MiB more`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
