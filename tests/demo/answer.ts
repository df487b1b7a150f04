const RESPONSE = { id: "resp_1", object: "response", status: "in_progress", output: [] };

/**
 * Makes an OpenAI Responses stream, with the fewest fields that say what each event means.
 *
 * @param words What the model says, a delta each.
 * @returns One Server-Sent Event a string.
 */
export function answer(words: readonly string[]): string[] {
  const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
  const events = [
    { type: "response.created", response: RESPONSE },
    ...words.map((delta) => ({ type: "response.output_text.delta", ...at, delta })),
    { type: "response.output_text.done", ...at, text: words.join("") },
    { type: "response.completed", response: { ...RESPONSE, status: "completed" } },
  ];
  return events.map((event, sequence_number) => {
    return `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`;
  });
}
