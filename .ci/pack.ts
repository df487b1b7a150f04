import { join } from "node:path";
import { create, extract } from "tar";
import config from "../deno.json" with { type: "json" };

/** What npm is told of the package that `deno pack` has no setting for. */
const MANIFEST = {
  description:
    "A fetch that never waits on a dead connection: when the first byte does not come in time, it asks again",
  // Without this a bundler keeps every module that `mod.ts` imports, used or not.
  sideEffects: false,
  engines: { node: ">=20" },
};

/**
 * Packs the library for npm as `deno pack` does, and completes its manifest.
 *
 * @param tarball Where it is written.
 */
export async function pack(tarball: string): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    const file = join(cwd, "packed.tgz");
    await denoPack(file);
    await extract({ file, cwd });
    const manifest = join(cwd, "package", "package.json");
    const written = JSON.parse(await Deno.readTextFile(manifest));
    await Deno.writeTextFile(manifest, JSON.stringify({ ...written, ...MANIFEST }, null, 2));
    await create({ file: tarball, cwd, gzip: true, portable: true }, ["package"]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

async function denoPack(file: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["pack", "--allow-dirty", "--output", file],
    cwd: new URL("..", import.meta.url),
  }).output();
  if (!success) throw new Error(`Cannot pack: deno pack failed: ${new TextDecoder().decode(stderr)}`);
}

if (import.meta.main) {
  const tarball = `dist/firstbyte-fetch-${config.version}.tgz`;
  await Deno.mkdir("dist", { recursive: true });
  await pack(tarball);
  console.log(tarball);
}
