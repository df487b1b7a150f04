import { proxy } from "hono/proxy";
import { type Fetch, type FetchObserver, TimeoutError, timingOf } from "../mod.ts";
import type { KeepAlive } from "./alive/keep_alive.ts";
import { completeBody } from "./answer/complete_body.ts";
import { elsewhere } from "./answer/refusals.ts";
import { setTimingHeaders } from "./answer/timing_headers.ts";
import { ClientBodyError } from "./upload/client_body_error.ts";
import { setCredentials } from "./headers/credentials.ts";
import { rewriteRequestHeaders } from "./headers/request_headers.ts";
import { rewriteResponseHeaders } from "./headers/response_headers.ts";
import type { RequestRecord } from "./observe/request_record.ts";
import type { UpstreamFetchOptions } from "./options/proxy_options.ts";
import { AskedStream } from "./streams/asked_stream.ts";
import { listens } from "./streams/listens.ts";
import { takeUpload, type TakeUploadOptions } from "./upload/take_upload.ts";
import type { Attempts } from "./attempts/attempts.ts";
import { loadBreakers } from "./breaker/create_breaker.ts";
import { Failover } from "./attempts/failover.ts";
import { mapLocations } from "./upstreams/map_locations.ts";
import type { Mount, Target } from "./upstreams/upstream.ts";
import { UpstreamError } from "./dispatch/upstream_error.ts";
import type { DispatchInit } from "./dispatch/upstream_fetch.ts";

/** What it takes to send a request on. */
export interface Sending {
  readonly raw: Request;
  readonly targets: readonly [Target, ...Target[]];
  readonly attempts: Attempts;
  readonly record: RequestRecord;
  /** Keeps its client waiting, if that's wanted. */
  readonly alive: KeepAlive | undefined;
  readonly fetch: Fetch;
  /** How it is fetched. */
  readonly fetchOptions: UpstreamFetchOptions;
  /** Whether its path is one that the operator named as a stream's. */
  readonly isStreamPath: boolean;
  /** Is told of what happens to it. */
  readonly observe: FetchObserver;
  readonly limits: TakeUploadOptions;
  readonly mounts: readonly Mount[];
  /** Whether its client may be redirected to where no upstream is. */
  readonly mayLeave: boolean;
}

/**
 * Sends a request on, and returns the answer as its client is to get it.
 *
 * @throws {UpstreamError} If no upstream answered.
 * @throws {ClientBodyError} If the client did not send its body.
 */
export async function send(sending: Sending): Promise<Response> {
  const { raw, targets, attempts, record, alive, fetch, fetchOptions, isStreamPath, observe } = sending;
  const [{ upstream, url }] = targets;
  const failover = targets.length > 1 ? new Failover(targets, raw.method, attempts, fetchOptions.retry) : undefined;
  if (upstream.breaker) await loadBreakers();
  const upload = await takeUpload(raw, sending.limits);
  attempts.awaitsClient = upload.isAwaited;
  const asked = new AskedStream({
    fetch: fetchOptions,
    formats: fetchOptions.formats ?? [],
    upload,
    isStreamPath,
    onKnown: (known) => alive?.know(known, raw.url),
  });
  const route = failover && { targets: failover.targets, retry: failover.retry };
  const dispatch: DispatchInit = { uploadLength: upload.length, watchEvents: record.watchEvents };
  const onEvent: FetchObserver = (event) => {
    if (event.type === "end" || event.type === "error") upload.release?.();
    return observe(event);
  };
  let answered: Response | undefined;
  let sent = raw.headers;
  const response = await proxy(url, {
    raw,
    // No fetch of workerd's may be given the incoming request's own signal.
    signal: AbortSignal.any(
      [raw.signal, record.stopped, upload.signal, alive?.left].filter((signal) => signal !== undefined),
    ),
    redirect: "manual",
    strictConnectionProcessing: true,
    body: upload.stream,
    customFetch: async (request) => {
      rewriteRequestHeaders(request.headers);
      sent = request.headers;
      if (!failover) setCredentials(request.headers, upstream.credentials);
      const staleTimeout = listens(request) ? fetchOptions.staleTimeout ?? false : undefined;
      const fetched = fetch(request, {
        body: upload.atHand,
        onEvent,
        staleTimeout,
        ...asked.options,
        ...route,
        ...dispatch,
      });
      answered = await settled(fetched, request.signal, attempts);
      record.begin();
      return answered;
    },
  }).catch((error) => {
    // It may have failed before anything was fetched, and told of.
    upload.release?.();
    throw error;
  });
  rewriteResponseHeaders(response.headers, sent, answered?.headers);
  setTimingHeaders(response.headers, attempts, answered && timingOf(answered));
  const { mounts, mayLeave } = sending;
  const target = targets.find(({ upstream }) => upstream === attempts.upstream) ?? targets[0];
  if (!mapLocations(response.headers, { target, mounts, requestUrl: raw.url, mayLeave })) {
    await response.body?.cancel();
    return elsewhere();
  }
  // It could only be kept by who sends the head.
  if (alive?.hasBegun) response.headers.delete("content-length");
  return completeBody(response, asked);
}

/** Waits for an answer, and tells how the attempts at it ended. */
async function settled(fetched: Promise<Response>, signal: AbortSignal, attempts: Attempts): Promise<Response> {
  try {
    const response = await fetched;
    attempts.settle(timingOf(response)?.attempts ?? []);
    return response;
  } catch (error) {
    const isTimeout = error instanceof TimeoutError;
    if (!isTimeout) attempts.settle([], signal.aborted ? "aborted" : "network");
    // Of several attempts, the last may have had no time left to answer in.
    else attempts.settle(error.attempts, error.phase === "total" && attempts.count === 1 ? "ttfb" : "aborted");
    if (error instanceof ClientBodyError || attempts.count === 0 && !isTimeout) throw error;
    throw new UpstreamError(error);
  }
}
