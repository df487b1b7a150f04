import assert from "node:assert/strict";
import { createFetch } from "../../mod.ts";
import { hang, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const ASKS = JSON.stringify({ stream: true });
const JSON_TYPE = { "content-type": "application/json" };

/** Takes `Request.body` away, as Firefox has none; until its scope ends. */
function withoutRequestBody(): Disposable {
  const descriptor = Object.getOwnPropertyDescriptor(Request.prototype, "body");
  assert.ok(descriptor);
  delete (Request.prototype as { body?: unknown }).body;
  return { [Symbol.dispose]: () => Object.defineProperty(Request.prototype, "body", descriptor) };
}

Deno.test("createFetch() retries a Request that asks for a stream, if Request has no body", async () => {
  await using upstream = await scripted(hang(), respond("answer"));
  using _ = withoutRequestBody();
  const request = new Request(upstream.url, { method: "POST", body: ASKS, headers: JSON_TYPE });
  const response = await createFetch({ ttfbTimeout: 300 })(request);

  assert.equal(await response.text(), "answer");
  assert.deepEqual(upstream.requests.map(({ body }) => String(body)), [ASKS, ASKS]);
});

Deno.test("createFetch() sends a Request that doesn't ask for a stream once, if Request has no body", async () => {
  await using upstream = await scripted(respond("answer"));
  using _ = withoutRequestBody();
  const request = new Request(upstream.url, { method: "POST", body: "order", headers: JSON_TYPE });

  assert.equal(await (await createFetch({ ttfbTimeout: 300 })(request)).text(), "answer");
  assert.deepEqual(upstream.requests.map(({ body }) => String(body)), ["order"]);
});

for (const kind of ["URL", "Request"]) {
  Deno.test(`createFetch() sends the body of a Request to the ${kind} of targets, if Request has no body`, async () => {
    await using upstream = await scripted(hang(), respond("answer"));
    using _ = withoutRequestBody();
    const request = new Request("http://elsewhere.test/", { method: "POST", body: ASKS, headers: JSON_TYPE });
    const targets = () => kind === "URL" ? new URL(upstream.url) : new Request(upstream.url, { method: "POST" });
    const response = await createFetch({ ttfbTimeout: 300, targets })(request);

    assert.equal(await response.text(), "answer");
    assert.deepEqual(upstream.requests.map(({ body }) => String(body)), [ASKS, ASKS]);
  });
}
