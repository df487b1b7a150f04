// More layers of encoding than this, no server takes off.
const MAX_LAYERS = 4;

/**
 * Tells whether a path holds a `.` or `..` that some server may take for a step:
 * percent-encoded, once or several times; between slashes or backslashes; with a
 * parameter, a control character or white space behind it; or in an overlong form
 * of UTF-8.
 *
 * @param path A path as it came, without its query.
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

/** Takes off one layer of encoding; each byte becomes a character of its own. */
function decodeBytes(text: string): string {
  return text.replaceAll(/%(?:u00)?([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Tells of UTF-8 that spends more bytes on a character than it takes, as a dot or slash in disguise does. */
function isOverlong(bytes: string): boolean {
  return /[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f]|\xf0[\x80-\x8f]/.test(bytes);
}
