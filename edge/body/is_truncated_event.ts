/**
 * Checks whether the text behind the last whole event of a stream is a part of an event. Some servers don't end their
 * last event with a blank line, so its data decides.
 *
 * @param rest The text.
 * @returns `true` if an event is cut off.
 */
export function isTruncatedEvent(rest: string): boolean {
  const isLineWhole = /[\r\n]$/.test(rest);
  const fields = rest.split(/[\r\n]+/).filter((line) => line !== "" && !line.startsWith(":"));
  const data = fields.filter((line) => /^data(:|$)/.test(line)).map((line) => line.replace(/^data:? ?/, ""));
  if (data.length > 0) return !isWhole(data.join("\n"), isLineWhole);
  // Clients drop an event that has no data. After an `event` line, its data is missing.
  return fields.length > 0 && !isLineWhole || fields.some((line) => line.startsWith("event"));
}

function isWhole(data: string, isLineWhole: boolean): boolean {
  if (data.trim() === "[DONE]") return true;
  try {
    // A part of a number or a word looks whole. There, the end of the line decides.
    return /^\s*["{[]/.test(data) ? JSON.parse(data) !== undefined : isLineWhole;
  } catch {
    return false;
  }
}
