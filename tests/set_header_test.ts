import assert from "node:assert/strict";
import { ReplayableRequest } from "../src/replayable_request.ts";
import { setHeader } from "../src/set_header.ts";
import { sentRequest } from "./fixtures/sent_request.ts";

const UPSTREAM = "http://upstream.test/";

Deno.test("setHeader() sets a header on every attempt, but none that the caller set", async () => {
  const given = new Headers({ "X-Key": "mine" });
  const request = new ReplayableRequest(UPSTREAM, { headers: given });
  setHeader(request, "x-key", "ours");
  setHeader(request, "x-other", "ours");
  for (const { headers } of [await sentRequest(request), await sentRequest(request)]) {
    assert.deepEqual([headers.get("x-key"), headers.get("x-other")], ["mine", "ours"]);
  }
  assert.equal(given.has("x-other"), false);
});

Deno.test("setHeader() adds to the headers of a Request, and leaves those be", async () => {
  const source = new Request(UPSTREAM, { headers: { a: "1" } });
  const request = new ReplayableRequest(source, {});
  setHeader(request, "b", "2");
  const { headers } = await sentRequest(request);
  assert.deepEqual([headers.get("a"), headers.get("b"), source.headers.has("b")], ["1", "2", false]);
});
