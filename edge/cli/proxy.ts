import process from "node:process";
import { main } from "./main.ts";

// An explicit exit: a connection that a client keeps open would keep the process alive.
process.exit(await main(process.argv.slice(2), process.env));
