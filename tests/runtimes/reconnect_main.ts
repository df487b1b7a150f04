// Has a process reconnect; its last argument holds the options as JSON.
import * as library from "../../mod.ts";
import { reconnect } from "./reconnect.ts";

const { process } = globalThis as unknown as { process: { argv: string[] } };
console.log(JSON.stringify(await reconnect(library, JSON.parse(process.argv.at(-1) ?? ""))));
