// npm install openai, and this package; then: OPENAI_API_KEY=… node examples/openai_on_node.ts "Why is the sky blue?"
import process from "node:process";
import OpenAI from "openai";
import { createFetch, llm, TimeoutError } from "@firstbyte/fetch";

// One layer retries, and it's not the SDK: createFetch gives each attempt a fresh connection and more time.
const openai = new OpenAI({ fetch: createFetch(llm()), maxRetries: 0 });

try {
  const stream = await openai.responses.create({ model: "gpt-5", input: process.argv[2] ?? "Hello", stream: true });
  for await (const event of stream) {
    if (event.type === "response.output_text.delta") process.stdout.write(event.delta);
  }
} catch (error) {
  // The SDK wraps what happens before the stream; what happens in it comes as it is.
  const cause = error instanceof Error && error.cause ? error.cause : error;
  if (!(cause instanceof TimeoutError)) throw error;
  console.error(`${cause.message}, in ${cause.attempts.length} attempts`);
  process.exitCode = 1;
}
