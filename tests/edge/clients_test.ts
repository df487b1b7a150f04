import { denoRuntime } from "./fixtures/deno_runtime.ts";
import { aliveSuite } from "./suites/alive_suite.ts";
import { protocolSuite } from "./suites/protocol_suite.ts";
import { retriesSuite } from "./suites/retries_suite.ts";
import { sdkSuite } from "./suites/sdk_suite.ts";

// What a client makes of a status is the same on every runtime.
for (const suite of [retriesSuite, sdkSuite, protocolSuite, aliveSuite]) suite(denoRuntime);
