import { accessSuite } from "./access_suite.ts";
import { workerdRuntime } from "./workerd_runtime.ts";
import { failureSuite } from "./failure_suite.ts";
import { headersSuite } from "./headers_suite.ts";
import { leavingSuite } from "./leaving_suite.ts";
import { privacySuite } from "./privacy_suite.ts";
import { recoverySuite } from "./recovery_suite.ts";

recoverySuite(workerdRuntime);
failureSuite(workerdRuntime);
leavingSuite(workerdRuntime);
headersSuite(workerdRuntime);
accessSuite(workerdRuntime);
privacySuite(workerdRuntime);
