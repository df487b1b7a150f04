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
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  const own = ((fields[USER] ?? NaN) + (fields[SYSTEM] ?? NaN)) * TICK;
  const others = await Promise.all((await childrenOf(pid)).map(cpuTime));
  return others.reduce<number>((sum, time) => sum + (time ?? NaN), own);
}

// Each thread has children of its own, and may end before it is asked.
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await Array.fromAsync(Deno.readDir(`/proc/${pid}/task`));
  const lists = await Promise.allSettled(
    threads.map(({ name }) => Deno.readTextFile(`/proc/${pid}/task/${name}/children`)),
  );
  const texts = lists.map((list) => list.status === "fulfilled" ? list.value : "");
  return texts.flatMap((text) => text.split(" ").filter(Boolean).map(Number));
}
