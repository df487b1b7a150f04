import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chromium } from "../fixtures/browser.ts";
import { breakOff, hang, json, sse, stall } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { isAvailable, machineNode } from "../runtimes/binaries.ts";
import { proxyFile } from "./fixtures/proxy_file.ts";
import { servedBy, servedProxy } from "./fixtures/served_proxy.ts";

const LEAST_CONTRAST = 4.5;
const QUICK = { TTFB_TIMEOUT_SECONDS: "0.3", DASHBOARD: "1" };

Deno.test("the dashboard shows requests live, also by keyboard, and nothing of their content", async () => {
  await using upstream = await scripted(
    hang(),
    sse("planted"),
    breakOff(["data: planted\n\n"]),
    stall(["data: 1\n\n"]),
  );
  await using proxy = await servedProxy({ UPSTREAMS: JSON.stringify({ api: upstream.url }), ...QUICK });
  await using browser = await chromium();
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${proxy.url}/dashboard`);
  await page.getByText("No request yet").waitFor();
  const init = { headers: { authorization: "Bearer planted" } };

  await (await fetch(`${proxy.url}/api/first?planted`, init)).text();
  await (await fetch(`${proxy.url}/api/second`, init)).text().catch(() => {});
  const open = await fetch(`${proxy.url}/api/third`, init);
  await (await fetch(`${proxy.url}/nowhere`, init)).text();
  await result(page, "first", /^200 complete, 2 attempts, first byte 0\.\d\d s, end 0\.\d\d s$/);
  await result(page, "second", /^200 broken, first byte /);
  await result(page, "third", /^under way, first byte /);
  await result(page, "nowhere", /^404 answered, end /);

  const classes = await page.locator("li", { hasText: "/api/first" }).locator(".segment").evaluateAll((segments) =>
    segments.map(({ className }) => className)
  );
  assert.deepEqual(classes, ["segment lost", "segment waiting", "segment streaming"]);
  assert.match(`${await page.getByRole("status").textContent()}`, /^4 shown, 1 under way$/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.deepEqual(await page.locator("#requests > li:visible .path").allTextContents(), [
    "GET /api/second",
    "GET /api/first",
  ]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const attempts = await page.locator(".attempts:visible li").allTextContents();
  assert.match(attempts.join("|"), /^Attempt 1 at 127\.0\.0\.1:\d+: ttfb, 0\.\d\d s to 0\.\d\d s\|Attempt 2 at /);
  await open.body?.cancel();
  assert.doesNotMatch(await page.content(), /planted/);
  assert.deepEqual(complaints, []);
});

Deno.test("the dashboard pauses, and misses nothing", async () => {
  await using upstream = await scripted(json({}));
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, ...QUICK });
  await using browser = await chromium();
  const page = await browser.newPage();
  await page.goto(`${proxy.url}/dashboard`);
  await page.getByText("0 shown").waitFor();
  await page.getByRole("button", { name: "Pause" }).click();

  await (await fetch(`${proxy.url}/a`)).text();
  await page.waitForTimeout(800);
  assert.equal(await page.locator("#requests > li").count(), 0);
  await page.getByRole("button", { name: "Pause" }).click();

  await result(page, "a", /^200 complete/);
});

Deno.test("the dashboard keeps the last 200 requests, and reconnects to a restarted proxy", async () => {
  await using upstream = await scripted(json({}));
  const { port } = await freePort();
  const variables = { UPSTREAM_URL: upstream.url, PORT: String(port), ...QUICK };
  await using browser = await chromium();
  const page = await browser.newPage();
  {
    await using proxy = await servedProxy(variables);
    await page.goto(`${proxy.url}/dashboard`);
    for (let index = 0; index < 205; index++) await (await fetch(`${proxy.url}/${index}`)).text();
    await result(page, "204", /^200 complete/);
    assert.equal(await page.locator("#requests > li").count(), 200);
  }
  await page.getByText("Not connected").waitFor();
  await using proxy = await servedProxy(variables);
  await (await fetch(`${proxy.url}/anew`)).text();

  await result(page, "anew", /^200 complete/);
  assert.equal(await page.locator("#requests > li").count(), 1);
});

Deno.test("the dashboard asks for a token if one is required", async () => {
  await using upstream = await scripted(json({}));
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, PROXY_TOKENS: "right", ...QUICK });
  const events = await fetch(`${proxy.url}/dashboard/events`);
  await events.body?.cancel();
  assert.equal(events.status, 401);
  await using browser = await chromium();
  const page = await browser.newPage();
  await page.goto(`${proxy.url}/dashboard`);

  for (const [token, said] of [["wrong", "The token isn't valid"], ["right", "0 shown"]] as const) {
    await page.locator("#token:focus").waitFor();
    await page.keyboard.type(token);
    await page.keyboard.press("Enter");
    await page.getByText(said).waitFor();
    await page.locator("#token").evaluate((input: HTMLInputElement) => input.value = "");
  }

  await (await fetch(`${proxy.url}/a`, { headers: { "x-firstbyte-token": "right" } })).text();
  await result(page, "a", /^200 complete/);
  assert.equal(await page.locator("#login").isVisible(), false);
});

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`the dashboard is readable in a ${colorScheme} scheme`, async () => {
    await using upstream = await scripted(breakOff(["data: 1\n\n"]));
    await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, ...QUICK });
    await using browser = await chromium();
    const page = await browser.newPage({ colorScheme });
    await page.goto(`${proxy.url}/dashboard`);
    await (await fetch(`${proxy.url}/a`)).text().catch(() => {});
    await result(page, "a", /broken/);

    const contrasts = await page.evaluate(
      contrastsOf,
      "h1, #state, #controls button, label, #legend li, summary > span",
    );

    assert.ok(contrasts.length > 10);
    for (const { text, contrast } of contrasts) assert.ok(contrast >= LEAST_CONTRAST, `${text}: ${contrast}`);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(background, colorScheme === "light" ? "rgb(251, 250, 247)" : "rgb(18, 20, 23)");
  });
}

Deno.test("the dashboard of proxy.js is the same on Node 20", async () => {
  const node = await machineNode();
  if (!isAvailable(node)) return;
  await using upstream = await scripted(json({}));
  await using file = await proxyFile();
  await using proxy = await servedBy([node, file.path], { UPSTREAM_URL: upstream.url, ...QUICK });
  await using browser = await chromium();
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${proxy.url}/dashboard`);
  await (await fetch(`${proxy.url}/a`)).text();

  await result(page, "a", /^200 complete/);
  assert.deepEqual(complaints, []);
  assert.ok(proxy.errors.includes(`Dashboard at ${proxy.url}/dashboard`));
});

/** Waits until the page tells so of the request with a path. */
async function result(page: Page, path: string, expected: RegExp): Promise<void> {
  const row = page.locator("li", { has: page.locator(".path", { hasText: new RegExp(`/${path}$`) }) });
  await row.locator(".result", { hasText: expected }).waitFor();
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  // What a policy of the page's forbids, for one.
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  return complaints;
}

function freePort(): Promise<{ port: number }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return Promise.resolve({ port });
}

/** Runs in the page: returns the contrast between each element's text and the page, as WCAG defines it. */
function contrastsOf(selector: string): { text: string; contrast: number }[] {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((value) => {
      const share = Number(value) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = luminance(getComputedStyle(document.body).backgroundColor);
  return Array.from(document.querySelectorAll(selector), (element) => {
    const text = luminance(getComputedStyle(element).color);
    const [light, dark] = [Math.max(text, behind), Math.min(text, behind)];
    return { text: `${element.tagName} ${element.textContent}`, contrast: (light + 0.05) / (dark + 0.05) };
  });
}
