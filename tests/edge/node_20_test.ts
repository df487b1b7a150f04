import { isAvailable, machineNode } from "../runtimes/binaries.ts";
import { programRuntime } from "./fixtures/program_runtime.ts";
import { aliveSuite } from "./suites/alive_suite.ts";
import { onceSuite } from "./suites/once_suite.ts";
import { OF_PROXY, OF_RUNTIME } from "./suites/suite_groups.ts";

const path = await machineNode();
if (isAvailable(path)) {
  for (const suite of [...OF_RUNTIME, ...OF_PROXY, onceSuite, aliveSuite]) suite(programRuntime("Node 20", [path]));
}
