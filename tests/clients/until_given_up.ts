import { fakeClock } from "../fixtures/clock.ts";
import { hang } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

/** How a call to an upstream that never answers ended. */
export interface GivenUp {
  readonly error: unknown;
  /** Requests that the upstream received. */
  readonly requests: number;
  /** Seconds from the call to its error. */
  readonly seconds: number;
}

/** Seconds after which the OpenAI and Anthropic SDKs give up on plain `fetch`. */
export const HALF_AN_HOUR = 3 * 600;

/** When they give up on `createFetch`: `least` is seconds, to which their own waits between their tries come. */
export const GIVE_UPS = [
  { name: "as it comes", options: {}, maxRetries: undefined, requests: 9, least: 3 * 315 },
  { name: "with maxRetries: 0", options: {}, maxRetries: 0, requests: 3, least: 315 },
  { name: "with retry: false", options: { retry: false }, maxRetries: undefined, requests: 3, least: 3 * 45 },
] as const;

/**
 * Makes a call to an upstream that never answers, and lets hours pass in an
 * instant until the call errs: the sockets are real, the clock is not.
 *
 * @param call Is given the upstream's URL and the fetch to dispatch with.
 */
export async function untilGivenUp(
  call: (url: string, fetch: typeof globalThis.fetch) => Promise<unknown>,
): Promise<GivenUp> {
  using clock = fakeClock();
  await using upstream = await scripted(hang());
  const start = clock.now;
  let sent = 0;
  let end: { readonly error: unknown } | undefined;
  const counted: typeof fetch = (input, init) => {
    sent++;
    return fetch(input, init);
  };
  call(upstream.url, counted).then((value) => end = { error: value }, (error) => end = { error });
  await upstream.received(1);
  for (;;) {
    await upstream.received(sent);
    await clock.runMicrotasks();
    if (end) break;
    // A cutoff must not pass while a request is on its way.
    if (upstream.requests.length < sent) continue;
    if (!clock.next()) throw new Error("Expected a call that gives up, got one that waits for the upstream alone");
  }
  return { error: end.error, requests: upstream.requests.length, seconds: Math.floor((clock.now - start) / 1_000) };
}
