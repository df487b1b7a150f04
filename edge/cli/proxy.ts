import process from "node:process";
import { main } from "./main.ts";

// What is still open, such as a connection that a client keeps, holds nothing up.
process.exit(await main(process.argv.slice(2), process.env));
