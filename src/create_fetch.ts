import { abortable } from "./abortable.ts";
import { anySignal } from "./any_signal.ts";
import { attempt } from "./attempt.ts";
import { type Call, createCall } from "./call.ts";
import { delay } from "./delay.ts";
import { notify } from "./observer.ts";
import type { FetchOptions } from "./options.ts";
import { ReplayableRequest } from "./replayable_request.ts";
import { resolveOptions } from "./resolve_options.ts";
import { retryLoop } from "./retry_loop.ts";
import { splitInit } from "./split_init.ts";

/** The second argument of a {@linkcode Fetch}. */
export type FetchInit = RequestInit & FetchOptions & RuntimeInit;

/** What runtimes add to the second argument of `fetch`; it reaches every attempt. */
export interface RuntimeInit {
  /** Deno's `Deno.HttpClient`. */
  client?: unknown;
  /** Node's undici dispatcher. */
  dispatcher?: unknown;
  /** Cloudflare's request properties. */
  cf?: unknown;
  /** Bun's TLS options. */
  tls?: unknown;
  /** Bun's proxy. */
  proxy?: unknown;
  /** `"half"`, which Node and browsers ask for beside a body that is a stream. */
  duplex?: unknown;
}

/**
 * A `fetch`, whose `init` also takes {@linkcode FetchOptions}.
 *
 * @throws {TimeoutError} If the last attempt has no first byte in time, or `totalTimeout` is over.
 * @throws {TypeError | RangeError} If an option of the call is invalid.
 * @throws The reason of the caller's signal, or what the last attempt failed with.
 */
export type Fetch = (input: string | URL | Request, init?: FetchInit) => Promise<Response>;

/**
 * Creates a `fetch` that never waits on a dead connection.
 *
 * It resolves once the first byte of the body is in. Where that does not come in
 * time, the attempt is aborted and the request sent again; after the first byte
 * nothing ever is, and a stream that falls silent errors. What it returns is the
 * platform's response in all but its patience.
 *
 * @param options Defaults for every call.
 * @returns A function to use in place of `fetch`.
 * @throws {TypeError | RangeError} If an option is of the wrong type, out of range, or contradicts another; the
 * members of `hedge` are checked by the first call that hedges.
 *
 * @example A stream that starts within ten seconds, or again
 * ```ts
 * import { createFetch, events } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ ttfbTimeout: 10_000 });
 * const response = await fetch("data:text/event-stream,data: hello%0A%0A");
 * for await (const { data } of events(response)) console.log(data); // "hello"
 * ```
 *
 * @example More patience for one call
 * ```ts
 * import { createFetch } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch();
 * const response = await fetch("data:,answer", { ttfbTimeout: 300_000, retry: { maxAttempts: 2 } });
 * console.log(await response.text()); // "answer"
 * ```
 */
export function createFetch(options: FetchOptions = {}): Fetch {
  const defaults = resolveOptions(options);
  // As a method, its name outlives a minifier.
  const { fetch } = {
    async fetch(input: string | URL | Request, init: FetchInit = {}): Promise<Response> {
      const [platform, own] = splitInit(init);
      const call = createCall(new ReplayableRequest(input, platform), own ? resolveOptions(own, defaults) : defaults);
      try {
        return await run(call);
      } catch (error) {
        call.total?.stop();
        // Nobody else lets go of a stream that was never sent.
        if (!call.attempt) notify(() => (call.request.body as ReadableStream).cancel(error));
        call.tell({ type: "error", error });
        throw error;
      }
    },
  };
  return fetch;
}

/** Decides whether a call is guarded, copies the body of one that may be sent again, and attempts it. */
async function run(call: Call): Promise<Response> {
  const { request, signal, options: { guard, idempotencyKey, maxReplayBytes, hedge, targets, retry } } = call;
  signal?.throwIfAborted();
  // Nothing is awaited without need: as by the platform, what the caller gave is read in the same turn.
  // Only reading JSON tells whether it asks for a stream.
  if (request.isJson()) await request.keep(maxReplayBytes, signal);
  // An async guard returns a promise, which would always be truthy.
  call.guarded = guard(request) === true;
  const retries = call.guarded && retry.maxAttempts > 1;
  const extended = targets || call.guarded && (idempotencyKey || hedge) || retries && retry.statusCodes.length;
  if (retries || extended) await request.keep(maxReplayBytes, signal);
  const loaded = extended && await abortable(import("./extended_loop.ts"), signal).catch((error) => {
    // Nobody's request goes elsewhere, nor without the key that it was to have. The others can be done without.
    if (targets || idempotencyKey) throw error;
  });
  return loaded ? loaded.extendedLoop(call, attempt, retryLoop, delay, anySignal) : retryLoop(call);
}
