import { bun, isAvailable } from "../runtimes/binaries.ts";
import { startedFile } from "./fixtures/proxy_file.ts";
import { fleetSuite } from "./suites/fleet_suite.ts";

const path = bun();
if (isAvailable(path)) await fleetSuite("Bun", (variables) => startedFile([path], variables));
