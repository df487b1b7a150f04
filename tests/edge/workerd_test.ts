import { workerdRuntime } from "./workerd_runtime.ts";
import { failureSuite } from "./failure_suite.ts";
import { recoverySuite } from "./recovery_suite.ts";

recoverySuite(workerdRuntime);
failureSuite(workerdRuntime);
