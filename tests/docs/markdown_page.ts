import { dirname, join } from "node:path";

const ROOT = new URL("../../", import.meta.url).pathname;
const BLOCK = /^```(\S+)([^\n]*)\n(.*?)^```$/gms;
const LINK = /(?<!!)\[(?:[^\]]|\]\()*?\]\(([^)\s]+)\)|(?:srcset|src)="([^"]+)"/g;

/** A block of code. */
export interface CodeBlock {
  readonly language: string;
  /** What stands behind the language. */
  readonly attributes: readonly string[];
  readonly code: string;
}

/** A page of Markdown in this repository. */
export class MarkdownPage {
  /** Its path, from the root of the repository. */
  readonly path: string;
  readonly text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Reads a page. */
  static async read(path: string): Promise<MarkdownPage> {
    return new MarkdownPage(path, await Deno.readTextFile(join(ROOT, path)));
  }

  /** The blocks of code, in order. */
  get blocks(): CodeBlock[] {
    return [...this.text.matchAll(BLOCK)].map(([, language = "", attributes = "", code = ""]) => {
      return { language, attributes: attributes.trim().split(/\s+/), code };
    });
  }

  /** What its links lead to, other sites left out: paths from the root, perhaps with a `#` and a heading. */
  get links(): string[] {
    const prose = this.text.replaceAll(BLOCK, "").replaceAll(/`[^`\n]*`/g, "");
    return [...prose.matchAll(LINK)]
      .map(([, link, picture]) => link ?? picture ?? "")
      .filter((link) => !/^\w+:/.test(link))
      .map((link) => link.startsWith("#") ? `${this.path}${link}` : join(dirname(this.path), link));
  }

  /** What a link to a heading of this page may name, as GitHub makes it of the heading. */
  get anchors(): string[] {
    const headings = [...this.text.replaceAll(BLOCK, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
    return headings.map((heading) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-"));
  }
}

/** Reads all pages that are written for people. */
export async function markdownPages(): Promise<MarkdownPage[]> {
  const names = Array.from(Deno.readDirSync(ROOT)).map(({ name }) => name).filter((name) => name.endsWith(".md"));
  const paths = [...names, ...pathsIn("docs"), ...pathsIn("examples")];
  return await Promise.all(paths.sort().map((path) => MarkdownPage.read(path)));
}

function pathsIn(folder: string): string[] {
  const entries = Array.from(Deno.readDirSync(join(ROOT, folder)));
  return entries.flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    return isDirectory ? pathsIn(path) : name.endsWith(".md") ? [path] : [];
  });
}
