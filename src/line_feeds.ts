/**
 * Makes what turns each end of a line, CR and CR with LF included, into an LF,
 * across chunks. The parser keeps a CR at the end of a chunk back, in case that an
 * LF follows, and with it the event that it ends.
 */
export function lineFeeds(): (chunk: string) => string {
  let endedInReturn = false;
  return (chunk) => {
    const text = endedInReturn && chunk.startsWith("\n") ? chunk.slice(1) : chunk;
    if (chunk) endedInReturn = chunk.endsWith("\r");
    return text.replace(/\r\n?/g, "\n");
  };
}
