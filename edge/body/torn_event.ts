/**
 * Tells whether what is left behind the last whole event of a stream is a piece of one. Servers forget the blank line
 * behind their last event, so that what it says decides.
 *
 * @param rest What is left, as text.
 */
export function isTornEvent(rest: string): boolean {
  const isLineWhole = /[\r\n]$/.test(rest);
  const fields = rest.split(/[\r\n]+/).filter((line) => line !== "" && !line.startsWith(":"));
  const data = fields.filter((line) => /^data(:|$)/.test(line)).map((line) => line.replace(/^data:? ?/, ""));
  if (data.length > 0) return !isWhole(data.join("\n"), isLineWhole);
  // Other fields make no event, but `event` comes before the data of one.
  return fields.length > 0 && !isLineWhole || fields.some((line) => line.startsWith("event"));
}

function isWhole(data: string, isLineWhole: boolean): boolean {
  if (data.trim() === "[DONE]") return true;
  try {
    // Of numbers and words a piece looks whole, too: there the end of the line decides.
    return /^\s*["{[]/.test(data) ? JSON.parse(data) !== undefined : isLineWhole;
  } catch {
    return false;
  }
}
