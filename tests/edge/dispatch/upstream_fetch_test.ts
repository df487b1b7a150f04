import assert from "node:assert/strict";
import { upstreamFetch } from "../../../edge/dispatch/upstream_fetch.ts";
import { carelessResponse } from "../../fixtures/careless_response.ts";

Deno.test("upstreamFetch() reads to its end a byte stream of a fetch that leaves a waiting buffer without an answer", async () => {
  const made = carelessResponse("abc");
  const fetch = upstreamFetch(() => Promise.resolve(made));

  assert.equal(await (await fetch("http://upstream.test")).text(), "abc");
});
