/**
 * Shows how many of the mutants were killed, room by room.
 *
 * @param tried All of them.
 * @param survivors Those that no test noticed.
 */
export function scoreTable(tried: readonly { file: string }[], survivors: readonly { file: string }[]): string {
  const [all, left] = [tried, survivors].map((mutants) => Map.groupBy(mutants, ({ file }) => roomOf(file)));
  const rows = [...all?.keys() ?? []].sort().map((room) => row(room, all?.get(room)?.length, left?.get(room)?.length));
  return [...rows, row("src", tried.length, survivors.length)].join("\n");
}

function row(name: string, tried = 0, survived = 0): string {
  const killed = tried - survived;
  return `${name.padEnd(22)} ${`${killed}/${tried}`.padStart(9)} ${(100 * killed / tried).toFixed(1).padStart(6)} %`;
}

function roomOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}
