import { join } from "node:path";
import { create } from "tar";
import config from "../deno.json" with { type: "json" };
import { bundleProxy } from "./build.ts";
import { originOf } from "./origin_of.ts";

const README = `# @firstbyte/proxy

A proxy for large language models that never waits on a dead connection, and never lets half an answer look whole.

\`\`\`sh
npx @firstbyte/proxy                 # serves the well-known APIs on 127.0.0.1:8787
npx @firstbyte/proxy setup codex     # prints what to paste: codex, claude, gemini, opencode, openai
npx @firstbyte/proxy run -- codex    # serves one command, and ends with it
npx @firstbyte/proxy --help
\`\`\`

It's one file without dependencies, for Node 20 and later, Bun and Deno.
`;

/**
 * Packs the proxy for npm: one file, and a command that runs it.
 *
 * @param tarball Where it's written.
 * @param repository The URL of the repository, which npm compares with the place that it's published from.
 */
export async function packProxy(tarball: string, repository?: string): Promise<void> {
  const umask = Deno.umask(0o022);
  const cwd = await Deno.makeTempDir();
  const folder = join(cwd, "package");
  try {
    await Deno.mkdir(folder);
    const { code } = await bundleProxy();
    await Deno.writeTextFile(join(folder, "proxy.js"), code.replace(/\/\/# sourceMappingURL=\S+\n?$/, ""), {
      mode: 0o755,
    });
    await Deno.writeTextFile(
      join(folder, "package.json"),
      JSON.stringify({ ...MANIFEST, ...originOf(repository) }, null, 2),
    );
    await Deno.writeTextFile(join(folder, "README.md"), README);
    await Deno.copyFile(new URL("../LICENSE", import.meta.url), join(folder, "LICENSE"));
    await create({ file: tarball, cwd, gzip: true, portable: true, mtime: new Date(0) }, ["package"]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
    Deno.umask(umask);
  }
}

const MANIFEST = {
  name: "@firstbyte/proxy",
  version: config.version,
  description: "A proxy for large language models that never waits on a dead connection",
  keywords: ["llm", "proxy", "openai", "anthropic", "gemini", "streaming", "sse", "timeout", "retry", "failover"],
  license: config.license,
  type: "module",
  bin: { "firstbyte-proxy": "proxy.js" },
  exports: "./proxy.js",
  files: ["proxy.js"],
  engines: { node: ">=20" },
};
