import { workerdRuntime } from "./fixtures/workerd_runtime.ts";
import { EMBEDDED } from "./suites/suite_groups.ts";

for (const suite of EMBEDDED) suite(workerdRuntime);
