import { chromium } from "../tests/fixtures/browser.ts";
import { startSite } from "../tests/demo/site.ts";

const CALLS = 24;
const SEED = 3;
const MARGIN = 16;
const VIEWPORT = { width: 1280, height: 720 };

/** Runs the demo's page for real, and saves its picture for a light and a dark scheme. */
async function takeScreenshots(folder: URL): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await using site = await startSite({ port: 0, seed: SEED });
    await using browser = await chromium();
    const page = await browser.newPage({ colorScheme, viewport: VIEWPORT });
    await page.goto(site.url);
    await page.getByRole("button", { name: "Start" }).waitFor();
    await page.locator("#calls").fill(`${CALLS}`);
    await page.locator("#start:enabled").click();
    await page.getByRole("status").filter({ hasText: "Done" }).waitFor();
    const path = new URL(`demo-${colorScheme}.png`, folder).pathname;
    // Plain fetch beside createFetch; what is below, the page itself shows.
    const box = await page.locator("section").nth(1).boundingBox();
    const height = Math.ceil((box?.y ?? 0) + (box?.height ?? VIEWPORT.height)) + MARGIN;
    await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: VIEWPORT.width, height } });
    console.log(path);
  }
}

await takeScreenshots(new URL("../docs/", import.meta.url));
