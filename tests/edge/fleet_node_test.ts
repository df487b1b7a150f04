import { isAvailable, machineNode } from "../runtimes/binaries.ts";
import { startedFile } from "./fixtures/proxy_file.ts";
import { fleetSuite } from "./suites/fleet_suite.ts";

const path = await machineNode();
if (isAvailable(path)) await fleetSuite("Node 20", (variables) => startedFile([path], variables));
