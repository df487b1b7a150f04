import type { Page } from "playwright-core";
import type { CaseResult, Library, runSuite } from "./suite.ts";

/** Runs the suite in a page that was served `/firstbyte.js` and `/suite.js`. */
export function runInPage(page: Page, upstreamUrl: string): Promise<CaseResult[]> {
  return page.evaluate(async (url) => {
    // As names in variables, so that only the browser resolves them.
    const [libraryUrl, suiteUrl] = ["/firstbyte.js", "/suite.js"];
    const library: Library = await import(libraryUrl);
    const suite: { runSuite: typeof runSuite } = await import(suiteUrl);
    return suite.runSuite(library, url);
  }, upstreamUrl);
}
