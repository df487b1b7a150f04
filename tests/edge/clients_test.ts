import { denoRuntime } from "./deno_runtime.ts";
import { protocolSuite } from "./protocol_suite.ts";
import { sdkSuite } from "./sdk_suite.ts";
import { workerdRuntime } from "./workerd_runtime.ts";

for (const runtime of [denoRuntime, workerdRuntime]) {
  sdkSuite(runtime);
  protocolSuite(runtime);
}
