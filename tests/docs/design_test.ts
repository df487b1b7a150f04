import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { MarkdownPage } from "./markdown_page.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const SECTIONS = { src: "## The rooms", edge: "## The proxy" };
const IMPORT = /^(?:import|export)\s+(?!type\b)[^;]*?\bfrom "(\.[^"]+)"/gm;

const { text } = await MarkdownPage.read("docs/design.md");

for (const [top, heading] of Object.entries(SECTIONS)) {
  const rooms = [...sectionOf(heading).matchAll(/^\| `(\w+)\/`/gm)].map(([, room = ""]) => room);

  Deno.test(`docs/design.md has a row for each room of ${top}/`, () => {
    const entries = [...Deno.readDirSync(join(ROOT, top))];
    // Not `.wrangler`, which a deployment leaves.
    const folders = entries.filter(({ isDirectory, name }) => isDirectory && !name.startsWith(".")).map(({ name }) =>
      name
    );

    assert.deepEqual(rooms.toSorted(), folders.toSorted());
  });

  Deno.test(`${top}/ imports code only from lower rooms of docs/design.md`, () => {
    const upward = rooms.flatMap((room, place) =>
      filesIn(join(top, room)).flatMap((path) =>
        codeOf(path).filter((imported) => {
          const [other, to = ""] = imported.split("/");
          return other === top && rooms.includes(to) && rooms.indexOf(to) < place;
        }).map((imported) => `${path} imports ${imported}`)
      )
    );

    assert.deepEqual(upward, []);
  });
}

Deno.test("edge/ imports only mod.ts of the library", () => {
  const outside = filesIn("edge").flatMap(importedBy).filter((imported) => !imported.startsWith("edge/"));

  assert.deepEqual(new Set(outside), new Set(["mod.ts"]));
});

function sectionOf(heading: string): string {
  const [, rest = ""] = text.split(`${heading}\n`);
  return rest.split("\n## ")[0] ?? "";
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    return isDirectory ? filesIn(path) : path.endsWith(".ts") ? [path] : [];
  });
}

/** Returns the files whose code a file imports. */
function codeOf(path: string): string[] {
  return resolved(path, IMPORT);
}

/** Returns the files that a file imports code or types from. */
function importedBy(path: string): string[] {
  return resolved(path, /\bfrom "(\.[^"]+)"/g);
}

function resolved(path: string, pattern: RegExp): string[] {
  const source = Deno.readTextFileSync(join(ROOT, path));
  return [...source.matchAll(pattern)].map(([, specifier = ""]) => relative(".", join(dirname(path), specifier)));
}
