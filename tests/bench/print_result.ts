import process from "node:process";

/**
 * Prints what a main found, as JSON, and ends its process, whatever is still under
 * way in it: not before all is written, since a pipe takes 64 KiB at a time.
 */
export function printResult(result: unknown): void {
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}
