import { bun, currentNode, machineNode } from "../runtimes/binaries.ts";
import { runCommand } from "../fixtures/run_command.ts";

/** A runtime of this machine. */
export interface Runtime {
  /** Name and version. */
  readonly name: string;
  readonly kind: "deno" | "node" | "bun";
  /** Its executable. */
  readonly path: string;
  /** Arguments before the file that it runs. */
  readonly flags: readonly string[];
}

let found: Promise<Runtime[]> | undefined;

/** Returns the runtimes that are to be had: Deno, the machine's Node, the current one, Bun. */
export function runtimes(): Promise<Runtime[]> {
  return found ??= find();
}

async function find(): Promise<Runtime[]> {
  const deno: Runtime = {
    name: `Deno ${Deno.version.deno}`,
    kind: "deno",
    path: Deno.execPath(),
    flags: ["run", "-A", "--no-config", "--v8-flags=--expose-gc"],
  };
  const others = await Promise.all([
    describe("Node", "node", await machineNode(), ["--expose-gc"]),
    describe("Node", "node", currentNode(), ["--expose-gc"]),
    describe("Bun", "bun", bun(), []),
  ]);
  const all = [deno, ...others.filter((runtime) => runtime !== undefined)];
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

async function describe(
  title: string,
  kind: Runtime["kind"],
  path: string | undefined,
  flags: readonly string[],
): Promise<Runtime | undefined> {
  if (!path) return undefined;
  const version = (await runCommand(path, { args: ["--version"] })).trim().replace(/^v/, "");
  return { name: `${title} ${version}`, kind, path, flags };
}
