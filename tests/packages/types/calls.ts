// Uses the package's types as a program would; checked by Deno with its own types, and by TypeScript with others'.
import {
  createFetch,
  event,
  events,
  type Fetch,
  type FetchOptions,
  hedge,
  llm,
  TimeoutError,
  timingOf,
} from "@firstbyte/fetch";

const options: FetchOptions = {
  ttfbTimeout: ({ attempt, bodyBytes = 0, previous }) => attempt * 1_000 + bodyBytes + previous.length,
  firstByteOn: event((message) => message.event !== "ping"),
  guard: (request) => request.headers.has("accept"),
  hedge: hedge({ after: 1_000 }),
  onEvent: (event) => event.type === "retry" ? event.delay.toFixed() : event.attempt.toFixed(),
};

export const own: Fetch = createFetch(options);
export const inItsPlace: typeof fetch = own;
export const ofGlobal: typeof globalThis.fetch = createFetch(llm());
export const onAnother: Fetch = createFetch({ fetch: own });

/** Takes its place for a whole program. */
export function install(): void {
  globalThis.fetch = createFetch({ fetch: globalThis.fetch });
}

/** Reads a stream to its end, or says why it can't. */
export async function main(signal: AbortSignal): Promise<string> {
  let text = "";
  try {
    const init = { method: "POST", body: "{}", headers: { accept: "text/event-stream" }, signal };
    const response: Response = await own(new URL("https://example.com/"), { ...init, ttfbTimeout: 10_000 });
    for await (const { data, id } of events(response)) text += data + id;
    return text + timingOf(response)?.attempts.at(-1)?.elapsed.toFixed();
  } catch (error) {
    if (error instanceof TimeoutError && error.phase === "ttfb") return error.attempts.map(String).join();
    return await (await inItsPlace(new Request("https://example.com/"))).text();
  }
}

/** Passes on what may be missing. */
export function perhaps(ttfbTimeout: number | undefined, maxAttempts: number | undefined): Fetch {
  own("https://example.com/", { method: "POST", body: new Blob().stream(), duplex: "half" });
  return createFetch({ ttfbTimeout, retry: { maxAttempts }, fetch: () => new Response("at once") });
}

// @ts-expect-error No such option
createFetch({ ttfbTimout: 1 });
// @ts-expect-error No such option
createFetch({ retry: { maxAttempt: 1 } });
// @ts-expect-error No such option
own("https://example.com/", { staleTimeOut: 1 });
// @ts-expect-error Not a number
createFetch({ staleTimeout: "1" });
