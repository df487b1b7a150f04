const TICK = 10;
// Of `/proc/PID/stat`, counted after the command in its brackets, which may hold spaces.
const USER = 11;
const SYSTEM = 12;

/**
 * Returns the milliseconds of CPU time that a process and its children have used,
 * in steps of ten; `undefined` on other systems than Linux.
 */
export async function cpuTime(pid: number): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const [stat, children] = await Promise.all(
    ["stat", `task/${pid}/children`].map((file) => Deno.readTextFile(`/proc/${pid}/${file}`)),
  );
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number) ?? [];
  const own = ((fields[USER] ?? NaN) + (fields[SYSTEM] ?? NaN)) * TICK;
  const others = await Promise.all((children ?? "").split(" ").filter(Boolean).map((child) => cpuTime(Number(child))));
  return others.reduce<number>((sum, time) => sum + (time ?? NaN), own);
}
