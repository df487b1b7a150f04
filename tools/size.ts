import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.ts";

/** What a module weighs with all that can run of it, in one file. */
export interface BundleSize {
  readonly name: string;
  /** Bytes, minified. */
  readonly minified: number;
  /** Bytes, minified and compressed by gzip at its best. */
  readonly gzipped: number;
}

const SOURCES = {
  "createFetch": 'export { createFetch } from "./mod.ts"',
  "with hedge, event, learnedCutoff": 'export { createFetch, event, hedge, learnedCutoff } from "./mod.ts"',
  "all of firstbyte": 'export * from "./mod.ts"',
  "ky": 'export { default } from "ky"',
  "cockatiel": 'export * from "cockatiel"',
  "ofetch": 'export { ofetch } from "ofetch"',
};

/** Measures the library, and its peers bundled the same way; `createFetch` alone comes first. */
export async function measureSizes(): Promise<BundleSize[]> {
  const sizes = [];
  for (const [name, source] of Object.entries(SOURCES)) sizes.push(await measureSize(name, source));
  return sizes;
}

/**
 * Measures one module.
 *
 * @param name Name of the module.
 * @param source The text of the module.
 * @param root The folder that its imports are relative to; by default this repository.
 */
export async function measureSize(name: string, source: string, root?: string): Promise<BundleSize> {
  const { code } = await bundle(source, "size.js", { minify: true }, root);
  // Without the link to the source map, which a browser loads only to show the source.
  const bytes = new TextEncoder().encode(code.replace(/\/\/# sourceMappingURL=.*\n$/, ""));
  return { name, minified: bytes.byteLength, gzipped: gzipSync(bytes, { level: 9 }).byteLength };
}

if (import.meta.main) {
  const sizes = await measureSizes();
  console.log("bundle".padEnd(34), "minified".padStart(10), "gzip -9".padStart(10));
  for (const { name, minified, gzipped } of sizes) {
    console.log(name.padEnd(34), ...[minified, gzipped].map((size) => kilobytes(size).padStart(10)));
  }
  const [alone, extended] = sizes;
  if (alone && extended) await writeSizes(alone, extended);
}

/** Writes the figures of the README's first lines. */
async function writeSizes(alone: BundleSize, extended: BundleSize): Promise<void> {
  const readme = new URL("../README.md", import.meta.url);
  const text = await Deno.readTextFile(readme);
  const figures = `\`createFetch\` alone is ${kilobytes(alone.gzipped)}, minified and gzipped; ` +
    `${extended.name} it is ${kilobytes(extended.gzipped)}`;
  await Deno.writeTextFile(readme, text.replace(/(<!-- size -->).*?(<!-- \/size -->)/, `$1${figures}$2`));
}

function kilobytes(size: number): string {
  return `${(size / 1000).toFixed(1)} kB`;
}
