import { denoRuntime } from "./deno_runtime.ts";
import { failureSuite } from "./failure_suite.ts";
import { recoverySuite } from "./recovery_suite.ts";

recoverySuite(denoRuntime);
failureSuite(denoRuntime);
