// A Cloudflare Worker: POST a question, get the answer as it is written. `wrangler secret put OPENAI_API_KEY` first.
import { createFetch, events, llm, TimeoutError } from "@firstbyte/fetch";

interface Env {
  readonly OPENAI_API_KEY: string;
  /** Another API of the same format. */
  readonly OPENAI_BASE_URL?: string;
}

const fetch = createFetch(llm());

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { OPENAI_API_KEY, OPENAI_BASE_URL = "https://api.openai.com/v1" } = env;
    const messages = [{ role: "user", content: await request.text() }];
    try {
      const answer = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${OPENAI_API_KEY}` },
        body: JSON.stringify({ model: "gpt-5", stream: true, messages }),
        signal: request.signal, // who leaves pays for no more
      });
      return answer.ok ? new Response(ReadableStream.from(words(answer)).pipeThrough(new TextEncoderStream())) : answer;
    } catch (error) {
      if (error instanceof TimeoutError) return new Response(error.message, { status: 504 });
      throw error;
    }
  },
};

async function* words(answer: Response): AsyncGenerator<string> {
  for await (const { data } of events(answer)) {
    if (data !== "[DONE]") yield JSON.parse(data).choices[0]?.delta.content ?? "";
  }
}
