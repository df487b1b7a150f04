import { aliveSuite } from "./suites/alive_suite.ts";
import { denoRuntime } from "./fixtures/deno_runtime.ts";
import { protocolSuite } from "./suites/protocol_suite.ts";
import { retriesSuite } from "./suites/retries_suite.ts";
import { sdkSuite } from "./suites/sdk_suite.ts";
import { workerdRuntime } from "./fixtures/workerd_runtime.ts";

// What a client makes of a status is the same on every runtime.
retriesSuite(denoRuntime);
for (const runtime of [denoRuntime, workerdRuntime]) {
  sdkSuite(runtime);
  protocolSuite(runtime);
  aliveSuite(runtime);
}
