import { SEED } from "../tests/demo/plan.ts";
import { startSite } from "../tests/demo/site.ts";
import { chromium } from "../tests/fixtures/browser.ts";

const VIEWPORT = { width: 1280, height: 800 };

/** Runs the demo's page for real, and saves its picture in a light and a dark scheme. */
async function takeScreenshots(folder: URL): Promise<void> {
  await using site = await startSite({ port: 0, seed: SEED });
  await using browser = await chromium();
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.goto(site.url);
  await page.locator("html[data-done=true]").waitFor();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const path = new URL(`demo-${colorScheme}.png`, folder).pathname;
    await page.screenshot({ path });
    console.log(path);
  }
}

await takeScreenshots(new URL("../docs/", import.meta.url));
