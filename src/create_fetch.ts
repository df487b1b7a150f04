import { Call } from "./call/call.ts";
import { Nesting } from "./call/nesting.ts";
import { prepare } from "./call/prepare.ts";
import { retryLoop } from "./call/retry_loop.ts";
import type { FetchOptions } from "./options/fetch_options.ts";
import { resolveOptions } from "./options/resolve_options.ts";
import { splitInit } from "./options/split_init.ts";
import { warnOfSeconds } from "./options/warn_of_seconds.ts";
import { CallRequest } from "./request/call_request.ts";
import { runtime } from "./runtime/select_runtime.ts";
import { canCompose } from "./time/adopted_signal.ts";

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
 * A `fetch`, whose `init` also takes {@linkcode FetchOptions}. It has what the platform's types give `fetch` beside its call,
 * as Bun's do with `preconnect`.
 *
 * @throws {TimeoutError} If the last attempt has no first byte or no content in time, or `totalTimeout` is over.
 * @throws {TypeError | RangeError} If an option of the call is invalid.
 * @throws The reason of the caller's signal, or what the last attempt failed with.
 */
export type Fetch =
  & ((input: string | URL | Request, init?: FetchInit) => Promise<Response>)
  & Pick<typeof globalThis.fetch, keyof typeof globalThis.fetch>;

/**
 * Creates a `fetch` that never waits on a dead connection.
 *
 * It resolves once the first byte of the body has come. If that doesn't come in time, it aborts the attempt and retries
 * the request. After the first byte, nothing is retried, and a stream that falls silent errors. The response behaves
 * like the platform's own.
 *
 * @param options Defaults for every call.
 * @returns A function to use in place of `fetch`.
 * @throws {TypeError | RangeError} If an option is unknown, of the wrong type, out of range, or contradicts another.
 *
 * @example A stream that is retried if it doesn't start within ten seconds
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
  warnOfSeconds(options);
  const nesting = new Nesting();
  // As a method, its name outlives a minifier.
  const created = {
    async fetch(input: string | URL | Request, init: FetchInit = {}): Promise<Response> {
      const trace = new Error();
      const [platform, own] = splitInit(init ?? {});
      const options = own ? resolveOptions(own, defaults) : defaults;
      if ((options.fetch ?? globalThis.fetch) === created.fetch) throw loopError();
      // Without `AbortSignal.any`, as in React Native, a clock can't end an attempt beside the caller's signal.
      if (!canCompose) return await (options.fetch ?? globalThis.fetch)(input, platform);
      const request = CallRequest.from(input, platform);
      if (nesting.isEndless(request.signal)) throw loopError();
      const call = new Call(request, options, trace, nesting);
      try {
        // An error rejects in the turn of the call, like the platform's.
        refuseAborted(call);
        return await run(call);
      } catch (error) {
        end(call, error);
        throw error;
      }
    },
  };
  return Object.assign(created.fetch, runtime.fetchMembers);
}

function refuseAborted({ request, signal }: Call): void {
  if (!signal?.aborted) return;
  // Like on the platform, an invalid argument takes precedence over an abort.
  request.validate();
  signal.throwIfAborted();
}

async function run(call: Call): Promise<Response> {
  const preparing = prepare(call);
  if (preparing) await preparing;
  const { guarded, request, options: { hedge } } = call;
  // A background stream continues without its client, so it mustn't be started twice.
  return await (hedge && guarded && !request.stream?.durable ? hedge.race(call) : retryLoop(call));
}

function end(call: Call, error: unknown): void {
  call.close();
  // A body that was never sent has no other owner.
  if (call.started === 0) call.request.cancelBody(error);
  call.tell({ attempt: call.started, type: "error", error });
}

/** It isn't a `TypeError`: the call around this one would take that for a failure of the network, and retry. */
function loopError(): Error {
  return new Error(
    "Cannot use createFetch() in place of the fetch that it calls: pass the platform's, as in " +
      "globalThis.fetch = createFetch({ fetch: globalThis.fetch })",
  );
}
