import { servedProxy } from "./fixtures/served_proxy.ts";
import { fleetSuite } from "./suites/fleet_suite.ts";

await fleetSuite("Deno", servedProxy);
