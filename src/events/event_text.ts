/**
 * Creates a function that turns the bytes of an event stream into text for the parser, wherever the bytes are cut. The
 * text has no byte order mark, and each of its lines ends with one LF.
 *
 * The parser would hold back an event that ends with a CR at the end of a chunk, in case an LF follows. Deno's decoder
 * would drop a mark in the middle of a stream, where a chunk begins with it.
 */
export function eventText(): (chunk: Uint8Array) => string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let begun = false;
  let endedInReturn = false;
  return (chunk) => {
    let text = decoder.decode(chunk, { stream: true });
    if (!text) return text;
    if (!begun && text.startsWith("\uFEFF")) text = text.slice(1);
    begun = true;
    const rest = endedInReturn && text.startsWith("\n") ? text.slice(1) : text;
    endedInReturn = text.endsWith("\r");
    return rest.replace(/\r\n?/g, "\n");
  };
}
