import type { ProxyRuntime } from "../fixtures/running_proxy.ts";
import { accessSuite } from "./access_suite.ts";
import { breakerSuite } from "./breaker_suite.ts";
import { credentialsSuite } from "./credentials_suite.ts";
import { endingsSuite } from "./endings_suite.ts";
import { failoverSuite } from "./failover_suite.ts";
import { failureSuite } from "./failure_suite.ts";
import { headersSuite } from "./headers_suite.ts";
import { leavingSuite } from "./leaving_suite.ts";
import { locationsSuite } from "./locations_suite.ts";
import { meaningSuite } from "./meaning_suite.ts";
import { onceSuite } from "./once_suite.ts";
import { privacySuite } from "./privacy_suite.ts";
import { recoverySuite } from "./recovery_suite.ts";
import { refusalSuite } from "./refusal_suite.ts";
import { resumeSuite } from "./resume_suite.ts";

type Suite = (runtime: ProxyRuntime) => void;

/** What depends on a runtime's sockets, headers and streams. */
export const OF_RUNTIME: readonly Suite[] = [
  recoverySuite,
  failureSuite,
  leavingSuite,
  headersSuite,
  resumeSuite,
  refusalSuite,
];

/** What is the same code on every runtime. */
export const OF_PROXY: readonly Suite[] = [
  accessSuite,
  privacySuite,
  failoverSuite,
  breakerSuite,
  credentialsSuite,
  meaningSuite,
];

/** What the embedded proxies promise, beside all others. */
export const EMBEDDED: readonly Suite[] = [...OF_RUNTIME, ...OF_PROXY, onceSuite, locationsSuite, endingsSuite];
