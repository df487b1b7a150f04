import { type Message, type MessageReader, MOST_CHARACTERS } from "./message.ts";

/** Reads lines of JSON objects. Blank lines are skipped. */
export function lineMessages(): MessageReader {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let pending = 0;
  let isFramed = false;
  let isForeign = false;
  let overflows = false;

  function messageOf(line: string): Message[] {
    const data = line.trim();
    if (!data) return [];
    if (data.startsWith("{")) isFramed = true;
    else isForeign = true;
    return [{ data }];
  }

  return {
    push(chunk) {
      if (overflows) return [];
      const [first = "", ...lines] = decoder.decode(chunk, { stream: true }).split("\n");
      pieces.push(first);
      const messages: Message[] = [];
      for (const line of lines) {
        messages.push(...messageOf(pieces.join("")));
        pieces = [line];
        pending = 0;
      }
      pending += pieces.at(-1)?.length ?? 0;
      overflows = pending > MOST_CHARACTERS;
      if (overflows) pieces = [];
      return messages;
    },
    end: () => overflows ? [] : messageOf(pieces.join("")),
    isForeign: () => isForeign && !isFramed,
    overflows: () => overflows,
  };
}
