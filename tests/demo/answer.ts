/**
 * Makes a stream of OpenAI's Chat Completions, with the fewest fields that say what each chunk means.
 *
 * @param words What the model says, a chunk each; the chunk before them says who speaks.
 * @returns One Server-Sent Event a string.
 */
export function chatAnswer(words: readonly string[]): string[] {
  const chunk = (delta: object, finish_reason: string | null = null) =>
    JSON.stringify({
      id: "chatcmpl_1",
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason }],
    });
  const chunks = [
    chunk({ role: "assistant", content: "" }),
    ...words.map((content) => chunk({ content })),
    chunk({}, "stop"),
    "[DONE]",
  ];
  return chunks.map((data) => `data: ${data}\n\n`);
}

/**
 * Makes a stream of OpenAI's Responses, as of a background response; its events are numbered from `0`.
 *
 * @param id By which the rest of a broken stream is found.
 * @param words What the model says, a delta each.
 * @returns One Server-Sent Event a string.
 */
export function backgroundAnswer(id: string, words: readonly string[]): string[] {
  const response = { id, object: "response", background: true, status: "in_progress", output: [] };
  const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
  const events = [
    { type: "response.created", response },
    ...words.map((delta) => ({ type: "response.output_text.delta", ...at, delta })),
    { type: "response.output_text.done", ...at, text: words.join("") },
    { type: "response.completed", response: { ...response, status: "completed" } },
  ];
  return events.map((event, sequence_number) => {
    return `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`;
  });
}
