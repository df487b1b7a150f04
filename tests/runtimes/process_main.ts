// The main of Node and Bun: runs the suite against the upstream that its last argument names as JSON.
import * as library from "../../mod.ts";
import { runSuite } from "./suite.ts";

const { process } = globalThis as unknown as { process: { argv: string[] } };
console.log(JSON.stringify(await runSuite(library, JSON.parse(process.argv.at(-1) ?? ""))));
