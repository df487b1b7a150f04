import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { create, extract } from "tar";
import config from "../deno.json" with { type: "json" };
import { addCommonJs, FORMS } from "./add_commonjs.ts";
import { linkSourceMaps } from "./link_source_maps.ts";
import { npmReadme } from "./npm_readme.ts";
import { originOf } from "./origin_of.ts";
import { packProxy } from "./pack_proxy.ts";

/** What npm is told of the package that `deno pack` has no setting for. */
const MANIFEST = {
  description: "A fetch that never waits on a dead connection, and never lets half an answer look whole",
  keywords: ["fetch", "timeout", "retry", "ttfb", "streaming", "sse", "llm", "openai", "hedging", "resume"],
  // Without this a bundler keeps every module that `mod.ts` imports, used or not.
  sideEffects: false,
  engines: { node: ">=20" },
};

const ROOT = new URL("..", import.meta.url);

/**
 * Packs the library for npm as `deno pack` does, and completes it: its manifest, its source maps, its README, and a form for
 * `require`. The tarball is the same each time, on every machine.
 *
 * @param tarball Where it is written.
 * @param repository The URL of the repository, which npm compares with the place that it's published from.
 */
export async function pack(tarball: string, repository?: string): Promise<void> {
  const umask = Deno.umask(0o022);
  const cwd = await Deno.makeTempDir();
  try {
    const file = join(cwd, "packed.tgz");
    await denoPack(file);
    await extract({ file, cwd });
    await complete(join(cwd, "package"), repository);
    await create({ file: tarball, cwd, gzip: true, portable: true, mtime: new Date(0) }, ["package"]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
    Deno.umask(umask);
  }
}

async function complete(folder: string, repository?: string): Promise<void> {
  await edit("package.json", (text) => {
    const manifest = { ...JSON.parse(text), ...MANIFEST, ...FORMS, ...originOf(repository) };
    return `${JSON.stringify(manifest, null, 2)}\n`;
  });
  const home = repository && `${repository}/blob/v${config.version}`;
  await edit("README.md", (text) => npmReadme(text, home));
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((each) => each.endsWith(".d.ts"))) {
    await edit(file, (text) => text.replaceAll('"jsr:@firstbyte/fetch"', '"@firstbyte/fetch"'));
  }
  await linkSourceMaps(folder);
  await addCommonJs(folder);

  async function edit(name: string, change: (text: string) => string): Promise<void> {
    const path = join(folder, name);
    await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
  }
}

/** Runs `deno pack` on a copy: where packages come from a folder that was installed, it names no dependencies. */
async function denoPack(file: string): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await copyPublished(cwd);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["pack", "--allow-dirty", "--output", file],
      cwd,
    }).output();
    if (!success) throw new Error(`Cannot pack: deno pack failed: ${new TextDecoder().decode(stderr)}`);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

async function copyPublished(folder: string): Promise<void> {
  for (const path of config.publish.include) await cp(new URL(path, ROOT), join(folder, path), { recursive: true });
  const { name, version, license, exports, compilerOptions, publish } = config;
  const standalone = { name, version, license, exports, compilerOptions, publish, nodeModulesDir: "none" };
  await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(standalone));
}

if (import.meta.main) {
  await Deno.mkdir("dist", { recursive: true });
  const tarball = `dist/firstbyte-fetch-${config.version}.tgz`;
  const repository = Deno.env.get("REPOSITORY");
  await pack(tarball, repository);
  console.log(tarball);
  const ofProxy = `dist/firstbyte-proxy-${config.version}.tgz`;
  await packProxy(ofProxy, repository);
  console.log(ofProxy);
}
