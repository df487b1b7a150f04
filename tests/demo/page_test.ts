import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chromium } from "../fixtures/browser.ts";
import { startSite } from "./site.ts";

// Of the first calls that this seed draws, the 14th and the 18th stall.
const SEED = 3;
const CALLS = 18;
const LEAST_CONTRAST = 4.5;

/** Returns the figures of each column, by their names. */
function figures(page: Page): Promise<Record<string, string>[]> {
  return page.locator("section").evaluateAll((sections) =>
    sections.map((section) =>
      Object.fromEntries(
        Array.from(section.querySelectorAll("dl div"), (row) => Array.from(row.children, (cell) => cell.textContent)),
      )
    )
  );
}

function rows(page: Page, column: number): Promise<string[]> {
  return page.locator("section").nth(column).locator("li .visually-hidden").allTextContents();
}

Deno.test("the page runs by keyboard, and shows each call of the three columns", async () => {
  await using site = await startSite({ port: 0, seed: SEED });
  await using browser = await chromium();
  const page = await browser.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => hosts.add(new URL(request.url()).hostname));
  await page.goto(site.url);
  await page.locator("#start:enabled").waitFor();

  await page.keyboard.press("Tab");
  await page.keyboard.type(`${CALLS}`);
  await page.keyboard.press("Enter");
  await page.locator("#stop:focus").waitFor();
  await page.getByRole("status").filter({ hasText: "Done" }).waitFor();

  const [plain, ours, proxied] = await figures(page);
  assert.equal(plain?.answered, `${CALLS - 2} of ${CALLS}`);
  assert.equal(ours?.answered, `${CALLS} of ${CALLS}`);
  assert.equal(proxied?.answered, `${CALLS} of ${CALLS}`);
  assert.match(`${plain["p99 wait"]}`, /^5\.\d\d s$/);
  assert.match(`${ours["median wait"]} ${ours["p99 wait"]}`, /^0\.\d\d s \d\.\d\d s$/);
  for (const column of [1, 2]) {
    const calls = await rows(page, column);
    assert.equal(calls.length, CALLS);
    assert.match(`${calls[13]}`, /^Call 14: [23] attempts, first byte after .* s, answered after .* s$/);
  }
  assert.match(`${(await rows(page, 0))[13]}`, /^Call 14: 1 attempt, not answered after 5\.\d\d s$/);
  await page.locator("#start:focus").waitFor();
  assert.deepEqual([...hosts].filter((host) => host), ["127.0.0.1"]);
  assert.deepEqual(complaints, []);
});

Deno.test("the page stops all its calls when told to, and runs again", async () => {
  await using site = await startSite({ port: 0, seed: SEED });
  await using browser = await chromium();
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.getByRole("button", { name: "Start" }).click();
  await page.locator("section").nth(1).locator(".mark.end").first().waitFor();

  await page.getByRole("button", { name: "Stop" }).click();

  await page.getByRole("status").filter({ hasText: "Stopped" }).waitFor();
  await page.getByLabel("Calls in each column").fill("6");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("status").filter({ hasText: "Done" }).waitFor();
  assert.deepEqual((await figures(page)).map(({ answered }) => answered), ["6 of 6", "6 of 6", "6 of 6"]);
});

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`the page is readable in a ${colorScheme} scheme`, async () => {
    await using site = await startSite({ port: 0, seed: SEED });
    await using browser = await chromium();
    const page = await browser.newPage({ colorScheme });
    await page.goto(site.url);
    await page.locator("section").first().waitFor();

    const contrasts = await page.evaluate(
      contrastsOf,
      "h1, header p, label, input, #start, #status, #legend li, h2, dt, dd, .note, .axis span",
    );

    for (const { text, contrast } of contrasts) assert.ok(contrast >= LEAST_CONTRAST, `${text}: ${contrast}`);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(background, colorScheme === "light" ? "rgb(251, 250, 247)" : "rgb(18, 20, 23)");
  });
}

/** Runs in the page: returns the contrast between each element's text and what is behind it, as WCAG defines it. */
function contrastsOf(selector: string): { text: string; contrast: number }[] {
  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element: Element | null): string => {
    if (!element) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  return Array.from(document.querySelectorAll(selector), (element) => {
    const shades = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => b - a);
    const [light = 0, dark = 0] = shades;
    return { text: `${element.tagName} ${element.textContent}`, contrast: (light + 0.05) / (dark + 0.05) };
  });
}
