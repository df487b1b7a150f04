import assert from "node:assert/strict";
import { MarkdownPage, markdownPages } from "./markdown_page.ts";

const pages = await markdownPages();

for (const page of pages) {
  Deno.test(`${page.path} links to what exists`, async () => {
    for (const link of page.links) {
      const [path = "", anchor] = link.split("#");
      const target = await Deno.stat(new URL(`../../${path}`, import.meta.url)).catch(() => undefined);
      assert.ok(target, `${link} doesn't exist`);
      if (anchor === undefined) continue;
      const { anchors } = await MarkdownPage.read(path);
      assert.ok(anchors.includes(anchor), `${path} has no heading for #${anchor}, but ${anchors.join(", ")}`);
    }
  });
}

Deno.test("every page of docs/ can be reached from README", async () => {
  const reached = new Set<string>();
  const follow = async (path: string) => {
    if (reached.has(path) || !path.endsWith(".md")) return;
    reached.add(path);
    for (const link of (await MarkdownPage.read(path)).links) await follow(link.split("#")[0] ?? "");
  };
  await follow("README.md");

  assert.deepEqual(pages.map(({ path }) => path).filter((path) => !reached.has(path)), []);
});
