import { denoRuntime } from "./fixtures/deno_runtime.ts";
import { EMBEDDED } from "./suites/suite_groups.ts";

for (const suite of EMBEDDED) suite(denoRuntime);
