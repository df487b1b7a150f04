import assert from "node:assert/strict";
import { EventLog } from "../../src/resume/events/event_log.ts";
import { bytesOf } from "./virtual_server.ts";

Deno.test("EventLog recognizes an event by its id and its content", () => {
  const log = new EventLog();
  for (let index = 0; index < 1_000; index++) log.add(`${index}`, bytesOf(`id: ${index}\n\n`));
  assert.deepEqual([log.length, log.full], [1_000, false]);
  assert.deepEqual([log.find("0"), log.find("999"), log.find("1000")], [[0], [999], []]);
  assert.ok(log.matches(7, "7", bytesOf("id: 7\n\n")));
  assert.ok(!log.matches(7, "7", bytesOf("id: 8\n\n")));
  assert.ok(!log.matches(7, "8", bytesOf("id: 7\n\n")));
  assert.ok(!log.matches(1_000, "1000", bytesOf("id: 1000\n\n")));
});

Deno.test("EventLog finds an id that two events have", () => {
  const log = new EventLog();
  for (const id of ["a", undefined, "b", "a", "a"]) log.add(id, bytesOf("data: x\n\n"));
  assert.deepEqual([log.find("a"), log.find("b"), log.find("")], [[0, 3], [2], []]);
});

Deno.test("EventLog takes an event for the same without the LF that came by itself", () => {
  const log = new EventLog();
  log.add("a", bytesOf("id: a\r\n\r"));
  assert.ok(log.matches(0, "a", bytesOf("id: a\r\n\r\n")));
  log.add("b", bytesOf("id: b\r\r"));
  assert.ok(log.matches(1, "b", bytesOf("id: b\n\n")));
});

Deno.test("EventLog is full at a million events", () => {
  const log = new EventLog();
  const block = bytesOf("x");
  while (!log.full) log.add(undefined, block);
  assert.equal(log.length, 2 ** 20);
});
