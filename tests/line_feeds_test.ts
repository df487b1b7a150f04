import fc from "fast-check";
import assert from "node:assert/strict";
import { lineFeeds } from "../src/line_feeds.ts";

Deno.test("lineFeeds() ends each line in one LF, wherever its text is cut", () => {
  const pieces = fc.array(fc.constantFrom("\r", "\n", "\r\n", "a", "", "b\r"));
  fc.assert(fc.property(pieces, (chunks) => {
    const toLineFeeds = lineFeeds();
    assert.equal(chunks.map(toLineFeeds).join(""), chunks.join("").replace(/\r\n|\r/g, "\n"));
  }));
});
