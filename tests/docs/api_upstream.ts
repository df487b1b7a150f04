import { anthropicMessage, openaiChat, openaiResponse } from "../fixtures/llm.ts";
import { json, respond, sse, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted, type Upstream } from "../fixtures/upstream.ts";

const WORDS = ["Hello", ",", " world"];

const STREAMS: Readonly<Record<string, Script>> = {
  "/v1/responses": trickle(openaiResponse(WORDS), 0),
  "/v1/chat/completions": trickle(openaiChat(WORDS), 0),
  "/v1/messages": trickle(anthropicMessage(WORDS), 0),
};

/** Starts an upstream that speaks the APIs that samples call, at their paths. */
export function apiUpstream(): Promise<Upstream> {
  return scripted((exchange) => {
    const { method, path, body } = exchange.request;
    const { pathname } = new URL(path, "http://upstream.test");
    const found = Object.entries(STREAMS).find(([end]) => pathname.endsWith(end));
    if (found && body.includes('"stream":true')) return found[1](exchange);
    if (pathname.endsWith("/events")) return sse("one", "two")(exchange);
    if (pathname.endsWith(".iso")) return respond("bytes", { headers: { etag: '"1"' } })(exchange);
    return json({ object: "list", data: [], method })(exchange);
  });
}
