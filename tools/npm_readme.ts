/** Sections of README.md that say the same on npm. */
const SECTIONS = [
  "Why not a timeout?",
  "What is retried, and what never is",
  "When it fails",
  "For large language models",
];

const RELATIVE_LINK = /\[([^\]]+)\]\((?!\w+:|#)([^)]+)\)/g;

/**
 * Creates the README of the npm package from the one of the repository.
 *
 * @param readme The text of README.md.
 * @param home URL of the repository's files without a trailing slash; without it, links to them become plain text.
 * @throws {Error} If a section is missing.
 */
export function npmReadme(readme: string, home?: string): string {
  const [, sentence] = /^# .+\n\n(.+)\n/.exec(readme) ?? [];
  const [sample] = /```ts[\s\S]+?```/.exec(sectionOf(readme, "Install")) ?? [];
  if (!sentence || !sample) throw new Error("Cannot make a README for npm: expected a sentence and a sample");
  const text = [
    "# @firstbyte/fetch",
    sentence,
    "```sh\nnpm install @firstbyte/fetch\n```",
    sample,
    "It runs on Node 20 and later, Bun, Deno, Cloudflare Workers and in browsers; as an ES module, or by `require`.",
    ...(home ? [...SECTIONS, "More"] : SECTIONS).map((title) => `## ${title}\n\n${sectionOf(readme, title)}`),
  ].join("\n\n");
  // The first line of a code block has flags for the tests.
  return `${text}\n`.replace(/^```(\w+) .*$/gm, "```$1").replace(/<!--.*?-->\n*/g, "")
    .replace(RELATIVE_LINK, (_, label: string, path: string) => home ? `[${label}](${home}/${path})` : label);
}

function sectionOf(readme: string, title: string): string {
  const [, section] = readme.split(`\n## ${title}\n`);
  if (section === undefined) throw new Error(`Cannot make a README for npm: expected a section "${title}"`);
  return (section.split(/^## /m)[0] ?? "").trim();
}
