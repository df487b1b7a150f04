import { bun } from "./bun.ts";
import { createDeno, type DenoGlobal } from "./deno.ts";
import { node } from "./node.ts";
import type { Runtime } from "./runtime.ts";
import { web } from "./web.ts";

interface Globals {
  readonly Deno?: Partial<DenoGlobal>;
  readonly Bun?: unknown;
  readonly process?: { readonly versions?: { readonly node?: string } };
}

/** The present runtime. */
export const runtime: Runtime = selectRuntime(globalThis as Globals);

// Last, since the others have a `process`, too.
function selectRuntime({ Deno, Bun, process }: Globals): Runtime {
  if (Deno?.version) return createDeno(Deno as DenoGlobal);
  if (Bun) return bun;
  return process?.versions?.node ? node : web;
}
