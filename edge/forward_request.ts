import { proxy } from "hono/proxy";
import { type Fetch, type FetchObserver, TimeoutError, timingOf } from "../mod.ts";
import type { KeepAlive } from "./keep_alive/keep_alive.ts";
import { completeBody } from "./answer/complete_body.ts";
import { redirectRefused } from "./answer/refusals.ts";
import { setTimingHeaders } from "./answer/timing_headers.ts";
import { ClientBodyError } from "./upload/client_body_error.ts";
import { setCredentials } from "./headers/credentials.ts";
import { rewriteRequestHeaders } from "./headers/request_headers.ts";
import { rewriteResponseHeaders } from "./headers/response_headers.ts";
import type { RequestRecord } from "./observe/request_record.ts";
import type { UpstreamFetchOptions } from "./options/proxy_options.ts";
import { RequestedStream } from "./streams/requested_stream.ts";
import { isSubscription } from "./streams/is_subscription.ts";
import { takeUpload, type TakeUploadOptions } from "./upload/take_upload.ts";
import type { Attempts } from "./attempts/attempts.ts";
import { loadBreakers } from "./breaker/create_breaker.ts";
import { Failover } from "./attempts/failover.ts";
import { mapLocations } from "./upstreams/map_locations.ts";
import type { Mount, Target } from "./upstreams/upstream.ts";
import { UpstreamError } from "./dispatch/upstream_error.ts";
import type { DispatchInit } from "./dispatch/upstream_fetch.ts";

/** A request, and what is needed to forward it. */
export interface ForwardedRequest {
  readonly raw: Request;
  readonly targets: readonly [Target, ...Target[]];
  readonly attempts: Attempts;
  readonly record: RequestRecord;
  /** Keeps the client alive while the upstream is silent; `undefined` if the options don't ask for it. */
  readonly alive: KeepAlive | undefined;
  readonly fetch: Fetch;
  /** The `fetch` of the proxy's options. */
  readonly fetchOptions: UpstreamFetchOptions;
  /** Whether the path is one of the `streamPaths` of the proxy's options. */
  readonly isStreamPath: boolean;
  /** Is called with each event of the fetch. */
  readonly observe: FetchObserver;
  readonly limits: TakeUploadOptions;
  readonly mounts: readonly Mount[];
  /** Whether the client may be redirected to an origin that isn't an upstream. */
  readonly mayLeave: boolean;
}

/**
 * Forwards a request, and returns the answer as the client gets it.
 *
 * @param forwarded The request, and what is needed to forward it.
 * @returns The response.
 * @throws {UpstreamError} If no upstream answered.
 * @throws {ClientBodyError} If the client didn't send its whole body.
 */
export async function forwardRequest(forwarded: ForwardedRequest): Promise<Response> {
  const { raw, targets, attempts, record, alive, fetch, fetchOptions, isStreamPath, observe } = forwarded;
  const [{ upstream, url }] = targets;
  const failover = targets.length > 1 ? new Failover(targets, raw.method, attempts, fetchOptions.retry) : undefined;
  if (upstream.breaker) await loadBreakers();
  const upload = await takeUpload(raw, forwarded.limits);
  attempts.awaitsClient = upload.awaitsClient;
  const requested = new RequestedStream({
    fetch: fetchOptions,
    formats: fetchOptions.formats ?? [],
    upload,
    isStreamPath,
    onKnown: (known) => alive?.start(known, raw.url),
  });
  const route = failover && { targets: failover.targets, retry: failover.retry };
  const dispatch: DispatchInit = { uploadLength: upload.length, watchEvents: record.watchEvents };
  const onEvent: FetchObserver = (event) => {
    if (event.type === "end" || event.type === "error") upload.release?.();
    return observe(event);
  };
  // A new signal: workerd's `fetch` rejects the incoming request's own.
  const signal = AbortSignal.any(
    [raw.signal, record.stopped, upload.signal, alive?.left].filter((signal) => signal !== undefined),
  );
  let answered: Response | undefined;
  let sent = raw.headers;
  const response = await proxy(url, {
    raw,
    signal,
    redirect: "manual",
    strictConnectionProcessing: true,
    body: upload.stream,
    customFetch: async (request) => {
      rewriteRequestHeaders(request.headers);
      sent = request.headers;
      if (!failover) setCredentials(request.headers, upstream.credentials);
      const staleTimeout = isSubscription(request) ? fetchOptions.staleTimeout ?? false : undefined;
      const { method, headers } = request;
      // The platform copies a `Request` for each attempt, and pipes its body through another stream.
      const parts = { method, headers, signal, redirect: "manual", body: upload.buffered } as const;
      const fetched = fetch(upload.stream ? request : request.url, {
        ...upload.stream ? {} : parts,
        onEvent,
        staleTimeout,
        ...requested.options,
        ...route,
        ...dispatch,
      });
      answered = await waitForAnswer(fetched, signal, attempts);
      record.begin();
      return answered;
    },
  }).catch((error) => {
    // The fetch may have failed before its first event.
    upload.release?.();
    throw error;
  });
  rewriteResponseHeaders(response.headers, sent, answered?.headers);
  setTimingHeaders(response.headers, attempts, answered && timingOf(answered));
  const { mounts, mayLeave } = forwarded;
  const target = targets.find(({ upstream }) => upstream === attempts.upstream) ?? targets[0];
  if (!mapLocations(response.headers, { target, mounts, requestUrl: raw.url, mayLeave })) {
    await response.body?.cancel();
    return redirectRefused();
  }
  // The headers were sent without a length.
  if (alive?.hasBegun) response.headers.delete("content-length");
  return completeBody(response, requested);
}

/** Waits for an answer, and records how its attempts ended. */
async function waitForAnswer(fetched: Promise<Response>, signal: AbortSignal, attempts: Attempts): Promise<Response> {
  try {
    const response = await fetched;
    attempts.settle(timingOf(response)?.attempts ?? []);
    return response;
  } catch (error) {
    const isTimeout = error instanceof TimeoutError;
    if (!isTimeout) attempts.settle([], signal.aborted ? "aborted" : "network");
    // After several attempts, the total timeout may have left the last one too little time to be judged by.
    else attempts.settle(error.attempts, error.phase === "total" && attempts.count === 1 ? "ttfb" : "aborted");
    if (error instanceof ClientBodyError || attempts.count === 0 && !isTimeout) throw error;
    throw new UpstreamError(error);
  }
}
