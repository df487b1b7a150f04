import assert from "node:assert/strict";
import { type EventCursor, FollowedEvents } from "../../src/resume/events/followed_events.ts";
import { bytesOf } from "./virtual_server.ts";

Deno.test("FollowedEvents hands out a stream unchanged from the event on at which its cursor lost its place", () => {
  const cursor: EventCursor = {
    whole: false,
    endsCleanly: false,
    take: ({ data }) => data === "lost" ? "lost" : "hand",
    next: () => ({ headers: {} }),
    accept: () => ({ kind: "continues" }),
  };
  const events = new FollowedEvents(cursor);
  const handed = ["data: a\n\nda", "ta: lost\n\nda", "ta: c\n\nd"].map((text) =>
    new TextDecoder().decode(events.push(bytesOf(text)))
  );

  assert.deepEqual(handed, ["data: a\n\n", "data: lost\n\nda", "ta: c\n\nd"]);
  assert.deepEqual([events.next(), events.end().complete, events.whole], [undefined, true, false]);
});
