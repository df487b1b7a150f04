import { workerdRuntime } from "./fixtures/workerd_runtime.ts";
import { aliveSuite } from "./suites/alive_suite.ts";
import { protocolSuite } from "./suites/protocol_suite.ts";
import { sdkSuite } from "./suites/sdk_suite.ts";

for (const suite of [sdkSuite, protocolSuite, aliveSuite]) suite(workerdRuntime);
