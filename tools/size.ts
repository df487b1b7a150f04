import { gzipSync } from "node:zlib";
import { split } from "./bundle.ts";

/** What one bundle weighs. */
export interface BundleSize {
  readonly name: string;
  /** Bytes, minified. */
  readonly minified: number;
  /** Bytes, minified and compressed by gzip at its best. */
  readonly gzipped: number;
  /** Compressed bytes that are loaded later, if ever. */
  readonly onDemand: number;
}

const SOURCES = {
  "createFetch": 'export { createFetch } from "./mod.ts"',
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
 * Measures one module, given by its text.
 *
 * @param name What it is called.
 * @param source The text.
 * @param root What its imports start at; by default this repository.
 */
export async function measureSize(name: string, source: string, root?: string): Promise<BundleSize> {
  const chunks = await split(source, root);
  const initial = chunks.filter((chunk) => chunk.initial);
  return {
    name,
    minified: sum(initial.map(({ code }) => bytes(code).byteLength)),
    gzipped: sum(initial.map(({ code }) => gzip(code))),
    onDemand: sum(chunks.filter((chunk) => !chunk.initial).map(({ code }) => gzip(code))),
  };
}

if (import.meta.main) {
  console.log("bundle".padEnd(20), "minified".padStart(10), "gzip -9".padStart(10), "on demand".padStart(10));
  const sizes = await measureSizes();
  for (const { name, minified, gzipped, onDemand } of sizes) {
    console.log(name.padEnd(20), ...[minified, gzipped, onDemand].map((size) => kilobytes(size).padStart(10)));
  }
  if (sizes[0]) await writeSize(sizes[0]);
}

/** Writes the figure of the README's first lines. */
async function writeSize({ gzipped, onDemand }: BundleSize): Promise<void> {
  const readme = new URL("../README.md", import.meta.url);
  const text = await Deno.readTextFile(readme);
  const figure = `\`createFetch\` alone is ${kilobytes(gzipped)}, minified and gzipped, and loads up to ` +
    `${kilobytes(onDemand)} more where a call, or the runtime of a server, asks for it`;
  await Deno.writeTextFile(readme, text.replace(/(<!-- size -->).*?(<!-- \/size -->)/, `$1${figure}$2`));
}

function gzip(code: string): number {
  return gzipSync(bytes(code), { level: 9 }).byteLength;
}

function bytes(code: string): Uint8Array {
  return new TextEncoder().encode(code);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function kilobytes(size: number): string {
  return size === 0 ? "" : `${(size / 1000).toFixed(1)} kB`;
}
