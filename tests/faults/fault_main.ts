// The main of Deno, Node and Bun: plays the fault table as its last argument has it, as JSON.
import * as library from "../../mod.ts";
import { runFaults } from "./fault_suite.ts";

const { process } = globalThis as unknown as { process: { argv: string[] } };
console.log(JSON.stringify(await runFaults(library, JSON.parse(process.argv.at(-1) ?? ""))));
