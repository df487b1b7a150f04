import { bun, isAvailable } from "../runtimes/binaries.ts";
import { programRuntime } from "./fixtures/program_runtime.ts";
import { onceSuite } from "./suites/once_suite.ts";
import { OF_RUNTIME } from "./suites/suite_groups.ts";

const path = bun();
if (isAvailable(path)) {
  for (const suite of [...OF_RUNTIME, onceSuite]) suite(programRuntime("Bun", [path]));
}
