import assert from "node:assert/strict";
import { chromium } from "../fixtures/browser.ts";
import { breakOff, hang, hangAfterHeaders, respond, sse, stall } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { denoRuntime } from "./fixtures/deno_runtime.ts";
import { workerdRuntime } from "./fixtures/workerd_runtime.ts";

const BROKEN = { "x-firstbyte-attempts": "1", error: true };

for (const runtime of [denoRuntime, workerdRuntime]) {
  Deno.test(`createProxy() on ${runtime.name} serves a Chromium page of another origin`, async () => {
    await using site = await scripted(respond("<!doctype html>", { headers: { "content-type": "text/html" } }));
    await using upstream = await scripted(
      hang(),
      sse("1", "2"),
      hangAfterHeaders(),
      sse("3"),
      breakOff(["data: 4\n\n", "data: 5"]),
      stall(["data: 6\n\n"]),
      breakOff(["short"], { headers: { "content-length": "99" } }),
    );
    await using proxy = await runtime.start({
      UPSTREAM_URL: upstream.url,
      TTFB_TIMEOUT_SECONDS: "1",
      STALE_TIMEOUT_SECONDS: "0.5",
      ALLOWED_ORIGINS: site.url,
    });
    await using browser = await chromium();
    const page = await browser.newPage();
    await page.goto(site.url);

    const read = () => page.evaluate(readStream, proxy.url);
    assert.deepEqual(await read(), { text: "data: 1\n\ndata: 2\n\n", attempts: "2", error: false });
    assert.deepEqual(await read(), { text: "data: 3\n\n", attempts: "2", error: false });
    for (const whole of ["data: 4\n\n", "data: 6\n\n", "short"]) {
      const { text, attempts, error } = await read();

      assert.deepEqual({ "x-firstbyte-attempts": attempts, error }, BROKEN);
      // Where the connection breaks at once, Chromium drops what was still to be read.
      assert.ok(whole.startsWith(text.replace(/event: error\ndata: .*\n\n$/, "")), text);
    }
    assert.equal(upstream.requests[0]?.method, "POST");
  });
}

/** Runs in the page: reads a stream to its end, and tells whether that was one. */
async function readStream(url: string): Promise<{ text: string; attempts: string | null; error: boolean }> {
  const headers = { "content-type": "application/json", authorization: "Bearer mine" };
  const response = await fetch(url, { method: "POST", headers, body: '{"stream":true}' });
  const attempts = response.headers.get("x-firstbyte-attempts");
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const result = await reader?.read();
      if (!result || result.done) return { text, attempts, error: /^event: error$/m.test(text) };
      text += decoder.decode(result.value, { stream: true });
    }
  } catch {
    return { text, attempts, error: true };
  }
}
