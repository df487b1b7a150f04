import assert from "node:assert/strict";
import { upstreamFetch } from "../../../edge/dispatch/upstream_fetch.ts";
import { carelessResponse } from "../../fixtures/careless_response.ts";

Deno.test("upstreamFetch() reads a byte stream to its end if it leaves a BYOB read pending", async () => {
  const made = carelessResponse("abc");
  const fetch = upstreamFetch(() => Promise.resolve(made));

  assert.equal(await (await fetch("http://upstream.test")).text(), "abc");
});
