import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chromium } from "../fixtures/browser.ts";
import { startSite } from "./site.ts";

// Of the first calls that this seed draws, the 5th stalls once, and the 11th twice.
const SEED = 57;
const CALLS = 12;
const ONCE = 4;
const TWICE = 10;
const HEDGED = 2;
const SHAPES = ["--waiting", "--lost", "--hedge", "--first-byte", "--streaming", "--dead"];
const LEAST_CONTRAST = { text: 4.5, shape: 3 };

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

/** Returns where the attempts of a call are drawn. */
function attempts(page: Page, column: number, call: number): Promise<DOMRect[]> {
  const row = page.locator("section").nth(column).locator("li").nth(call);
  return row.locator(".segment:not(.streaming)").evaluateAll((segments) =>
    segments.map((segment) => segment.getBoundingClientRect().toJSON())
  );
}

/** Whether two attempts ran at once, and can be told apart. */
function overlap([first, second]: readonly DOMRect[]): boolean {
  assert.ok(first && second, "Expected two attempts");
  return second.left < first.right - 1 && second.right > first.left && second.top >= first.bottom;
}

async function run(page: Page, calls: number): Promise<void> {
  await page.locator("#start:enabled").waitFor();
  await page.getByLabel("Calls in each column").fill(`${calls}`);
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("status").filter({ hasText: "Done" }).waitFor();
}

Deno.test("the page runs by keyboard, and shows each call of the four columns", async () => {
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

  const [plain, ...protectedOnes] = await figures(page);
  assert.equal(plain?.answered, `${CALLS - 2} of ${CALLS}`);
  assert.match(`${plain["p99 wait"]}`, /^5\.\d\d s$/);
  for (const [index, stats] of protectedOnes.entries()) {
    assert.equal(stats.answered, `${CALLS} of ${CALLS}`);
    assert.match(`${stats["median wait"]} ${stats["p99 wait"]}`, /^\d\.\d\d s \d\.\d\d s$/);
    const calls = await rows(page, index + 1);
    assert.equal(calls.length, CALLS);
    assert.match(`${calls[TWICE]}`, /^Call 11: 3 attempts.*, first byte after .* s, answered after .* s$/);
  }
  assert.match(`${(await rows(page, 0))[TWICE]}`, /^Call 11: 1 attempt, not answered after 5\.\d\d s$/);
  await page.locator("#start:focus").waitFor();
  assert.deepEqual([...hosts].filter((host) => host), ["127.0.0.1"]);
  assert.deepEqual(complaints, []);
});

Deno.test("the page shows hedged attempts beside those that stall, and a shorter tail for it", async () => {
  await using site = await startSite({ port: 0, seed: SEED });
  await using browser = await chromium();
  const page = await browser.newPage();
  await page.goto(site.url);

  await run(page, CALLS);

  for (const call of [ONCE, TWICE]) {
    assert.ok(overlap(await attempts(page, HEDGED, call)), `Call ${call + 1} of the hedged column`);
    assert.ok(!overlap(await attempts(page, HEDGED - 1, call)), `Call ${call + 1} of the column beside it`);
    assert.match(`${(await rows(page, HEDGED))[call]}`, /: \d attempts, [12] of them hedged, first byte/);
  }
  const [ours, hedged] = (await figures(page)).slice(1).map((stats) => Number.parseFloat(`${stats["p99 wait"]}`));
  // Nominally 1.4 s and 0.5 s.
  assert.ok(Number(hedged) < Number(ours), `${hedged} s, ${ours} s`);
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
  await run(page, 6);
  assert.deepEqual(
    (await figures(page)).map(({ answered }) => answered),
    ["5 of 6", "6 of 6", "6 of 6", "6 of 6"],
  );
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

    await page.locator("section").first().evaluate(addSamples, SHAPES);
    const shapes = await page.evaluate(contrastsOf, ".sample");

    for (const { text, contrast } of contrasts) assert.ok(contrast >= LEAST_CONTRAST.text, `${text}: ${contrast}`);
    for (const { text, contrast } of shapes) assert.ok(contrast >= LEAST_CONTRAST.shape, `${text}: ${contrast}`);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(background, colorScheme === "light" ? "rgb(251, 250, 247)" : "rgb(18, 20, 23)");
  });
}

/** Runs in the page: adds an element in the color of each shape. */
function addSamples(section: Element, shapes: readonly string[]): void {
  for (const shape of shapes) {
    const sample = Object.assign(document.createElement("span"), { className: "sample", textContent: shape });
    sample.style.color = `var(${shape})`;
    section.append(sample);
  }
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
