/**
 * Makes what turns the bytes of an event stream into the text that the parser is
 * fed: without the byte order mark that it may begin with, each end of a line one
 * LF, whether it was CR, LF or both, and wherever the bytes are cut.
 *
 * The parser keeps a CR at the end of a chunk back, in case that an LF follows,
 * and with it the event that it ends. Deno's decoder drops a mark in the middle
 * of a stream, too, where a chunk begins with it, unless it drops none.
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
