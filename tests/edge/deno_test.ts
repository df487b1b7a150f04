import { accessSuite } from "./access_suite.ts";
import { denoRuntime } from "./deno_runtime.ts";
import { failureSuite } from "./failure_suite.ts";
import { headersSuite } from "./headers_suite.ts";
import { leavingSuite } from "./leaving_suite.ts";
import { privacySuite } from "./privacy_suite.ts";
import { recoverySuite } from "./recovery_suite.ts";

recoverySuite(denoRuntime);
failureSuite(denoRuntime);
leavingSuite(denoRuntime);
headersSuite(denoRuntime);
accessSuite(denoRuntime);
privacySuite(denoRuntime);
