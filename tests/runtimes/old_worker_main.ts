// A Worker that fetches what the query of its own URL names, and tells what came of it.
import { createFetch } from "../../mod.ts";

const fetch = createFetch({ ttfbTimeout: 300, staleTimeout: 300, retry: { maxAttempts: 2, ttfbGrowth: 1 } });

export default {
  async fetch({ url }: Request): Promise<Response> {
    const { searchParams } = new URL(url);
    const outcome = { weakRef: typeof WeakRef, text: "", error: "" };
    const controller = new AbortController();
    if (searchParams.has("abort")) setTimeout(() => controller.abort(new Error("left")), 100);
    try {
      const response = await fetch(searchParams.get("url") ?? "", { signal: controller.signal });
      for await (const chunk of response.body ?? []) outcome.text += new TextDecoder().decode(chunk);
    } catch (error) {
      outcome.error = String(error);
    }
    return Response.json(outcome);
  },
};
