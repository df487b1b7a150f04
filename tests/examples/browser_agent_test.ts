import assert from "node:assert/strict";
import { bundle } from "../../tools/bundle.ts";
import { denoRuntime } from "../edge/fixtures/deno_runtime.ts";
import { chromium, chromiumPath } from "../fixtures/browser.ts";
import { openaiChat } from "../fixtures/llm.ts";
import { hang, respond, trickle } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { isAvailable } from "../runtimes/binaries.ts";

/** A stream in which the model calls the tool of the page, its name and arguments apart. */
const CALL = [
  { tool_calls: [{ index: 0, id: "call_1", function: { name: "time", arguments: "" } }] },
  { tool_calls: [{ index: 0, function: { arguments: "{}" } }] },
].map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`);
const END = [`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] })}\n\n`];

Deno.test("examples/browser_agent.html calls a tool and shows the answer, through the proxy", async () => {
  if (!isAvailable(await chromiumPath())) return;
  const html = await Deno.readTextFile(new URL("../../examples/browser_agent.html", import.meta.url));
  const { code } = await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true });
  const type = { "content-type": "text/html" };
  await using site = await scripted(respond(html, { headers: type }));
  await using upstream = await scripted(
    hang(),
    trickle([...CALL, ...END, "data: [DONE]\n\n"], 0),
    trickle(openaiChat(["It's ", "late"]), 0),
  );
  await using proxy = await denoRuntime.start({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    ALLOWED_ORIGINS: site.url,
    CONTENT_TIMEOUT_SECONDS: "1",
  });
  await using browser = await chromium();
  const page = await browser.newPage();
  const headers = { "access-control-allow-origin": "*" };
  await page.route("https://esm.sh/**", (route) => {
    return route.fulfill({ contentType: "text/javascript", body: code, headers });
  });

  await page.goto(`${site.url}/?proxy=${proxy.url}/openai/v1`);
  await page.getByRole("button", { name: "Ask" }).click();
  await page.locator("pre", { hasText: "It's late" }).waitFor();

  assert.equal(upstream.requests.length, 3);
  const [, call, result] = JSON.parse(upstream.requests[2]?.body ?? "").messages;
  assert.deepEqual([call.tool_calls[0].function, result.tool_call_id], [{ name: "time", arguments: "{}" }, "call_1"]);
});
