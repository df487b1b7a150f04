/** Bytes of which each differs from those around it. */
export const DOWNLOAD: Uint8Array<ArrayBuffer> = Uint8Array.from({ length: 10_000 }, (_, index) => (index * 31) % 251);

/** The body of `coded`: the beginning of a gzip stream, then invalid bytes. */
export const CODED: Uint8Array<ArrayBuffer> = Uint8Array.from({ length: 10_000 }, (_, index) => {
  const stored = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0, 0xff, 0xff, 0, 0];
  return stored[index] ?? 97;
});

/** Events of a feed. */
export const EVENTS: readonly { id: string; data: string }[] = Array.from({ length: 7 }, (_, index) => {
  return { id: `e${index}`, data: `event ${index}` };
});

const TYPES = ["created", "in_progress", "output_text.delta", "output_text.delta", "output_text.done", "completed"];

/** Events of a response that is made in the background. */
export const RESPONSE: readonly string[] = TYPES.map((name, index) => {
  const type = `response.${name}`;
  const response = { id: "resp_1", background: true };
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: index, response })}\n\n`;
});
