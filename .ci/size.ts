import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.ts";

/** What one bundle weighs. */
export interface BundleSize {
  readonly name: string;
  /** Bytes, minified. */
  readonly minified: number;
  /** Bytes, minified and compressed by gzip at its best. */
  readonly gzipped: number;
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

/** Measures one module, given by its text. */
export async function measureSize(name: string, source: string): Promise<BundleSize> {
  const { code } = await bundle(source, "size.js", { minify: true });
  const module = new TextEncoder().encode(code.replace(/^\/\/# sourceMappingURL=.*\n/m, ""));
  return { name, minified: module.byteLength, gzipped: gzipSync(module, { level: 9 }).byteLength };
}

if (import.meta.main) {
  console.log("bundle".padEnd(20), "minified".padStart(10), "gzip -9".padStart(10));
  for (const { name, minified, gzipped } of await measureSizes()) {
    console.log(name.padEnd(20), kilobytes(minified).padStart(10), kilobytes(gzipped).padStart(10));
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
