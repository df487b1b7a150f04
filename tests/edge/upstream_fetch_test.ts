import assert from "node:assert/strict";
import { upstreamFetch } from "../../edge/upstreams/upstream_fetch.ts";

Deno.test("upstreamFetch() reads to its end a byte stream of a fetch that leaves a waiting buffer without an answer", async () => {
  const chunks = [..."abc"].map((text) => new TextEncoder().encode(text));
  const careless = new ReadableStream<Uint8Array>({
    type: "bytes",
    async pull(controller) {
      await Promise.resolve();
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
  const made = Object.defineProperty(new Response(careless), "url", { value: "http://upstream.test/" });
  const fetch = upstreamFetch(() => Promise.resolve(made), []);

  assert.equal(await (await fetch("http://upstream.test")).text(), "abc");
});
