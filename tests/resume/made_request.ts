import type { FetchRequest } from "../../src/request/fetch_request.ts";

/** Makes a request as a policy sees it; a body is sent as JSON. */
export function madeRequest(
  url: string,
  init: { method?: string; headers?: HeadersInit; body?: unknown } = {},
): FetchRequest {
  const text = init.body === undefined ? undefined : JSON.stringify(init.body);
  return {
    url,
    method: init.method ?? (text === undefined ? "GET" : "POST"),
    headers: new Headers(init.headers),
    bodyBytes: text?.length ?? 0,
    text: () => text,
    json: () => init.body,
  };
}
