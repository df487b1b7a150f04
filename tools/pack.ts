import { Buffer } from "node:buffer";
import { cp } from "node:fs/promises";
import { basename, join } from "node:path";
import { create, extract } from "tar";
import config from "../deno.json" with { type: "json" };
import { originOf } from "./origin_of.ts";
import { packProxy } from "./pack_proxy.ts";

/** What npm is told of the package that `deno pack` has no setting for. */
const MANIFEST = {
  description: "A fetch that never waits on a dead connection, and never passes off half an answer as a whole one",
  keywords: ["fetch", "timeout", "retry", "ttfb", "streaming", "sse", "llm", "openai", "hedging", "resume"],
  // Without this a bundler keeps every module that `mod.ts` imports, used or not.
  sideEffects: false,
  engines: { node: ">=20" },
};

const ROOT = new URL("..", import.meta.url);
const INLINE_MAP = /(?<=sourceMappingURL=data:application\/json;base64,)\S+/;

/**
 * Packs the library for npm as `deno pack` does, completes its manifest, and
 * takes out what depends on this machine.
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
    const manifest = join(cwd, "package", "package.json");
    const written = JSON.parse(await Deno.readTextFile(manifest));
    await Deno.writeTextFile(manifest, JSON.stringify({ ...written, ...MANIFEST, ...originOf(repository) }, null, 2));
    await nameSourcesAlike(join(cwd, "package"));
    await create({ file: tarball, cwd, gzip: true, portable: true, mtime: new Date(0) }, ["package"]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
    Deno.umask(umask);
  }
}

/** The source maps name the files of this checkout, by paths that are nobody else's. */
async function nameSourcesAlike(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await nameSourcesAlike(path);
    if (!name.endsWith(".js")) continue;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace(INLINE_MAP, withNames));
  }
}

function withNames(encoded: string): string {
  const map: { sources: string[] } = JSON.parse(Buffer.from(encoded, "base64").toString());
  return Buffer.from(JSON.stringify({ ...map, sources: map.sources.map((path) => basename(path)) })).toString("base64");
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
