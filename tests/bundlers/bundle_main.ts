// Runs on Node: bundles each of some entries into one file with one of the tools, and prints what is in it.
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack, { type Stats } from "webpack";

/** A tool that bundles, with the format that it writes. */
export type Bundler = keyof typeof BUNDLERS;

/** What a {@linkcode Bundler} made of an entry. */
export interface Bundled {
  readonly code: string;
  /** Paths of the modules of which something is in `code`. */
  readonly modules: readonly string[];
}

interface Output {
  readonly code: string;
  readonly modules: Readonly<Record<string, { readonly code: string | null }>>;
}

const BUNDLERS = {
  esbuild: byEsbuild,
  rollup: byRollup("es"),
  "rollup, IIFE": byRollup("iife"),
  vite: byVite,
  webpack: byWebpack,
};

async function byEsbuild(entry: string): Promise<Bundled> {
  const options = { bundle: true, write: false, metafile: true, format: "esm", logLevel: "error" } as const;
  const { outputFiles: [file], metafile } = await esbuild({ entryPoints: [entry], ...options });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return {
    code: file?.text ?? "",
    modules: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path),
  };
}

function byRollup(format: "es" | "iife"): (entry: string) => Promise<Bundled> {
  return async (entry) => {
    await using bundle = await rollup({ input: entry, plugins: [nodeResolve()] });
    // Rollup rejects a single file if code is loaded on demand, unless it inlines that.
    const { output } = await bundle.generate({ format, file: "bundle.js" });
    return onlyOne(output);
  };
}

async function byVite(entry: string): Promise<Bundled> {
  const result = await vite({
    root: dirname(entry),
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, rollupOptions: { input: entry } },
  });
  const output = [result].flat().flatMap((each) => "output" in each ? each.output : []);
  return onlyOne(output);
}

async function byWebpack(entry: string): Promise<Bundled> {
  const path = await mkdtemp(join(tmpdir(), "webpack-"));
  try {
    const compiler = webpack({ entry, mode: "production", optimization: { minimize: false }, output: { path } });
    const stats = await new Promise<Stats | undefined>((resolve, reject) => {
      compiler?.run((error, stats) => error ? reject(error) : resolve(stats));
    });
    if (stats?.hasErrors()) throw new Error(stats.toString("errors-only"));
    const { modules = [] } = stats?.toJson({ all: false, modules: true, nestedModules: true }) ?? {};
    const [file = "", ...others] = await readdir(path);
    if (others.length > 0) throw new Error(`Expected one file, got ${others.length + 1}`);
    const names = modules.flatMap(({ name, modules = [] }) => [name, ...modules.map(({ name }) => name)]);
    return { code: await readFile(join(path, file), "utf8"), modules: names.filter((name) => name !== undefined) };
  } finally {
    await rm(path, { recursive: true });
  }
}

function onlyOne(output: readonly ({ type: "asset" } | ({ type: "chunk" } & Output))[]): Bundled {
  const [chunk, ...others] = output;
  if (chunk?.type !== "chunk" || others.length > 0) throw new Error(`Expected one file, got ${output.length}`);
  const modules = Object.entries(chunk.modules).filter(([, { code }]) => code?.trim());
  return { code: chunk.code, modules: modules.map(([path]) => path) };
}

const [bundler, ...entries] = process.argv.slice(2);
const bundle = BUNDLERS[bundler as Bundler];
console.log(JSON.stringify(await Promise.all(entries.map((entry) => bundle(entry)))));
