import { currentNode, isAvailable } from "../runtimes/binaries.ts";
import { programRuntime } from "./fixtures/program_runtime.ts";
import { OF_RUNTIME } from "./suites/suite_groups.ts";

const path = currentNode();
if (isAvailable(path)) {
  for (const suite of OF_RUNTIME) suite(programRuntime("the current Node", [path]));
}
