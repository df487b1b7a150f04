// Fetches where the platform has nothing but polyfills, as in React Native; prints what came of it as JSON.
import type { FetchInit } from "../../mod.ts";
import { AbortController, AbortSignal as OldSignal } from "abort-controller/dist/abort-controller.mjs";
import { Headers, Request, Response } from "whatwg-fetch";

const { process } = globalThis as unknown as { process: { exit(): void } };
const received: unknown[][] = [];
const answer = new Response("answer", { headers: { "content-type": "text/plain" } });
const platform = (...rest: unknown[]) => {
  received.push(rest);
  return Promise.resolve(answer);
};
Object.assign(globalThis, { AbortController, AbortSignal: OldSignal, Headers, Request, Response, fetch: platform });
for (const name of ["ReadableStream", "WeakRef", "FinalizationRegistry"]) {
  Object.defineProperty(globalThis, name, { value: undefined });
}

const { createFetch } = await import("../../mod.ts");
const init: FetchInit = { method: "POST", body: "{}", signal: new AbortController().signal as AbortSignal };
const response = await createFetch({ ttfbTimeout: 10_000 })("http://upstream.test/", { ...init, retry: false });
console.log(JSON.stringify({
  isSame: Object.is(response, answer),
  text: await response.text(),
  calls: received.length,
  input: received[0]?.[0],
  init: Object.keys(Object(received[0]?.[1])),
  isCallersSignal: Object(received[0]?.[1]).signal === init.signal,
}));
process.exit();
