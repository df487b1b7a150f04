import { runCommand } from "../fixtures/run_command.ts";

/** Returns the bytes of memory that a process holds. */
export async function residentMemory(pid: number): Promise<number> {
  if (Deno.build.os !== "linux") {
    return Number(await runCommand("ps", { args: ["-o", "rss=", "-p", `${pid}`] })) * 1_024;
  }
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await Deno.readTextFile(`/proc/${pid}/status`)) ?? [];
  return Number(kibibytes) * 1_024;
}
