import assert from "node:assert/strict";
import { residentMemory } from "../../faults/resident_memory.ts";
import { respond } from "../../fixtures/scripts.ts";
import { scripted } from "../../fixtures/upstream.ts";
import { type RawClient, rawClient } from "../fixtures/raw_client.ts";
import { servedProxy } from "../fixtures/served_proxy.ts";

const MEBIBYTE = 2 ** 20;
const BYTES = 16 * MEBIBYTE - 100;

Deno.test("createProxy() spends no memory on announced bytes", async () => {
  await using upstream = await scripted(respond("ok"));
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url });
  await fetch(proxy.url).then((response) => response.text());
  const before = await residentMemory(proxy.pid);
  const head = `POST / HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\nContent-Length: ${BYTES}\r\n\r\n{`;
  const clients: RawClient[] = await Promise.all(Array.from({ length: 50 }, () => rawClient(proxy.url, head)));
  // An answer shows that the proxy has read what was sent before.
  await fetch(proxy.url).then((response) => response.text());

  const growth = await residentMemory(proxy.pid) - before;
  for (const client of clients) client[Symbol.dispose]();
  assert.ok(growth < 50 * MEBIBYTE, `expected memory to stay, got ${Math.round(growth / MEBIBYTE)} MiB more`);
});

const PLAIN = `{"stream":true,"a":"${"x".repeat(BYTES - 40)}"}`;
const shapes: Record<string, string> = {
  "empty lists": `{"a":[${"[],".repeat(BYTES / 3 - 20)}0],"stream":true}`,
  "lists in lists": "[".repeat(BYTES),
};
for (const [what, body] of Object.entries(shapes)) {
  Deno.test(`createProxy() serves others beside 16 MB of JSON that holds ${what}`, async () => {
    await using upstream = await scripted(respond("ok"));
    await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url });
    const least = await longestPause(proxy.url, PLAIN);
    const longest = await longestPause(proxy.url, body);

    // To build the value takes ten times as long as to pass a text of as many bytes on.
    const most = 3 * least + 500;
    assert.ok(longest < most, `expected a pause of less than ${Math.round(most)} ms, got ${Math.round(longest)} ms`);
  });
}

/** Uploads a body, and returns the longest that others wait meanwhile, in milliseconds. */
async function longestPause(url: string, body: string): Promise<number> {
  let isOver = false;
  const upload = fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } })
    .then((response) => response.text()).finally(() => isOver = true);
  let longest = 0;
  while (!isOver) {
    const startedAt = performance.now();
    await fetch(`${url}/healthz`).then((response) => response.text());
    longest = Math.max(longest, performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal(await upload, "ok");
  return longest;
}
