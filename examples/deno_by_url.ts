// deno run --allow-net --allow-env=OPENAI_API_KEY --allow-import examples/deno_by_url.ts "Why is the sky blue?"
import { createFetch, events, llm } from "https://esm.sh/@firstbyte/fetch";

const fetch = createFetch({ ...llm(), onEvent: ({ type, attempt }) => console.error(`${type} ${attempt}`) });

const response = await fetch("https://api.openai.com/v1/chat/completions", {
  method: "POST",
  headers: { "content-type": "application/json", authorization: `Bearer ${Deno.env.get("OPENAI_API_KEY")}` },
  body: JSON.stringify({
    model: "gpt-5",
    stream: true,
    messages: [{ role: "user", content: Deno.args[0] ?? "Hello" }],
  }),
});
if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);

const encoder = new TextEncoder();
for await (const { data } of events(response)) {
  if (data === "[DONE]") break;
  const word = JSON.parse(data).choices[0]?.delta.content ?? "";
  await Deno.stdout.write(encoder.encode(word));
}
