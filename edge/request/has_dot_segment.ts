// No server decodes a path more often than this.
const MAX_LAYERS = 4;

/**
 * Checks whether a path holds a `.` or `..` that some server may resolve. It may be
 *
 * - percent-encoded, once or several times,
 * - between slashes or backslashes,
 * - followed by a parameter, a control character or white space,
 * - in an overlong form of UTF-8.
 *
 * @param path The raw path, without its query.
 * @returns `true` if it does.
 */
export function hasDotSegment(path: string): boolean {
  if (!/[.%]/.test(path)) return false;
  let decoded = path;
  for (let layer = 0; layer <= MAX_LAYERS; layer++) {
    if (decoded.split(/[/\\]/).some(isDots)) return true;
    const next = decodeBytes(decoded);
    if (next === decoded) return false;
    if (isOverlong(next)) return true;
    decoded = next;
  }
  return true;
}

function isDots(segment: string): boolean {
  const name = (segment.split(";", 1)[0] ?? "").replaceAll(/[\0-\x20\x7f]/g, "");
  return name === "." || name === "..";
}

/** Decodes one layer. Each byte becomes one character. */
function decodeBytes(text: string): string {
  return text.replaceAll(/%(?:u00)?([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Checks for overlong UTF-8, in which a dot or a slash can hide. */
function isOverlong(bytes: string): boolean {
  return /[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f]|\xf0[\x80-\x8f]/.test(bytes);
}
