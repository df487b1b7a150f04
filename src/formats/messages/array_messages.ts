import { type Message, type MessageReader, MOST_CHARACTERS } from "./message.ts";
import { ObjectSplitter } from "./object_splitter.ts";

/** Reads the objects of a JSON array while it arrives. A body that is one object is one message. */
export function arrayMessages(): MessageReader {
  const decoder = new TextDecoder();
  const splitter = new ObjectSplitter();
  let isFramed = false;
  let overflows = false;
  return {
    push(chunk) {
      if (overflows) return [];
      const text = decoder.decode(chunk, { stream: true });
      const wasForeign = splitter.isForeign;
      const objects = splitter.push(text);
      isFramed ||= objects.length > 0;
      overflows = splitter.pending > MOST_CHARACTERS;
      if (overflows) splitter.take();
      if (splitter.isForeign && !wasForeign) objects.push(text);
      return objects.map((data): Message => ({ data }));
    },
    end: () => [],
    isForeign: () => splitter.isForeign && !isFramed,
    overflows: () => overflows,
  };
}
