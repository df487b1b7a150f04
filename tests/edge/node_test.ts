import { bun, currentNode, isAvailable, machineNode } from "../runtimes/binaries.ts";
import { programRuntime } from "./fixtures/program_runtime.ts";
import { accessSuite } from "./suites/access_suite.ts";
import { aliveSuite } from "./suites/alive_suite.ts";
import { breakerSuite } from "./suites/breaker_suite.ts";
import { credentialsSuite } from "./suites/credentials_suite.ts";
import { failoverSuite } from "./suites/failover_suite.ts";
import { failureSuite } from "./suites/failure_suite.ts";
import { headersSuite } from "./suites/headers_suite.ts";
import { leavingSuite } from "./suites/leaving_suite.ts";
import { meaningSuite } from "./suites/meaning_suite.ts";
import { onceSuite } from "./suites/once_suite.ts";
import { privacySuite } from "./suites/privacy_suite.ts";
import { recoverySuite } from "./suites/recovery_suite.ts";
import { refusalSuite } from "./suites/refusal_suite.ts";
import { resumeSuite } from "./suites/resume_suite.ts";

/** What depends on a runtime's sockets, headers and streams. */
const OF_RUNTIME = [recoverySuite, failureSuite, leavingSuite, headersSuite, resumeSuite, refusalSuite];
/** What's left is the same code everywhere: one runtime of this kind stands for the others. */
const OF_PROXY = [accessSuite, privacySuite, failoverSuite, breakerSuite, credentialsSuite, meaningSuite, aliveSuite];

const runtimes = [
  { name: "Node 20", path: await machineNode(), suites: [...OF_RUNTIME, ...OF_PROXY, onceSuite] },
  { name: "the current Node", path: currentNode(), suites: OF_RUNTIME },
  { name: "Bun", path: bun(), suites: [...OF_RUNTIME, onceSuite] },
];
for (const { name, path, suites } of runtimes) {
  if (!isAvailable(path)) continue;
  const runtime = programRuntime(name, [path]);
  for (const suite of suites) suite(runtime);
}
