import { measureSizes } from "../../tools/size.ts";
import { type BenchTable, whoIsAhead } from "./bench_table.ts";
import { packageVersion } from "./machine.ts";

/** Weighs the library and its peers, bundled the same way. */
export async function size(): Promise<BenchTable> {
  const sizes = await measureSizes();
  const standings = sizes.map(({ name, gzipped }) => ({ column: "size", name, value: gzipped }));
  return {
    head: ["bundle", "minified", "gzip -9"],
    rows: sizes.map(({ name, minified, gzipped }) => [
      name,
      ...[minified, gzipped].map((bytes) => `${(bytes / 1_000).toFixed(1)} kB`),
    ]),
    notes: [
      "By esbuild, tree-shaken, in one file with all that can run. Peers: " +
      `${["ky", "cockatiel", "ofetch"].map(packageVersion).join(", ")}.`,
      whoIsAhead(standings, {
        ours: "createFetch",
        better: "lower",
        tolerance: 0.01,
        why: "ofetch has no clock for a first byte, nor for silence in a body.",
      }),
    ],
  };
}
