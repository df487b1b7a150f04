import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { proxy } from "hono/proxy";
import { createFetch, type Fetch, type FetchObserver, TimeoutError, timingOf } from "../mod.ts";
import { KeepAlive, keepAliveTime } from "./alive/keep_alive.ts";
import { answerFailure } from "./answer/answer_failure.ts";
import { completeBody } from "./answer/complete_body.ts";
import { badRequest, elsewhere, methodNotAllowed, notFound, upgradeRefused, uploadTimeout } from "./answer/refusals.ts";
import { setTimingHeaders } from "./answer/timing_headers.ts";
import { checkFetchOptions } from "./options/check_fetch_options.ts";
import { checkUploadTimeout } from "./options/check_upload_timeout.ts";
import { ClientBodyError } from "./upload/client_body_error.ts";
import { setCredentials } from "./headers/credentials.ts";
import { rewriteRequestHeaders } from "./headers/request_headers.ts";
import { rewriteResponseHeaders } from "./headers/response_headers.ts";
import { recordOf } from "./log/request_log.ts";
import type { RequestRecord } from "./log/request_record.ts";
import type { ProxyOptions, UpstreamFetchOptions } from "./options/proxy_options.ts";
import { isSendable } from "./request/is_sendable.ts";
import { splitUrl } from "./request/split_url.ts";
import { AskedStream } from "./streams/asked_stream.ts";
import { listens } from "./streams/listens.ts";
import { streamPaths } from "./streams/stream_paths.ts";
import { RESUME_POLICIES, WIRE_FORMATS } from "./streams/wire_formats.ts";
import { takeUpload, type TakeUploadOptions } from "./upload/take_upload.ts";
import { Attempts } from "./attempts/attempts.ts";
import { loadBreakers } from "./breaker/create_breaker.ts";
import { Failover } from "./attempts/failover.ts";
import { mapLocations } from "./upstreams/map_locations.ts";
import { findTargets } from "./upstreams/find_targets.ts";
import type { Mount, Target } from "./upstreams/upstream.ts";
import { UpstreamError } from "./dispatch/upstream_error.ts";
import { type DispatchInit, upstreamFetch } from "./dispatch/upstream_fetch.ts";

// Its client is gone: only the log shows it.
const CLIENT_CLOSED_REQUEST = 499;

/** What it takes to send a request on. */
interface Sending {
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
 * Makes the handler that sends requests on to their upstream, and its answer back.
 *
 * @param mounts Where requests may go.
 * @param options The proxy's.
 * @throws {TypeError | RangeError} If how it is to fetch is invalid.
 */
export function forward(mounts: readonly Mount[], options: ProxyOptions): (c: Context) => Promise<Response> {
  checkFetchOptions(options.fetch);
  checkUploadTimeout(options.uploadTimeout);
  const isStreamPath = streamPaths(options.streamPaths);
  const aliveTime = keepAliveTime(options.keepAlive);
  const given = { formats: WIRE_FORMATS, resume: RESUME_POLICIES, ...defined(options.fetch) };
  const limits = { maxBytes: given.maxReplayBytes, timeout: options.uploadTimeout };
  // Its client's token would go along.
  const mayLeave = !options.tokens;
  const failing = given.retry && given.retry.statusCodes || [];
  const fetch = createFetch({ ...given, fetch: upstreamFetch(given.fetch) });
  return async (c) => {
    const { raw } = c.req;
    const record = recordOf(c);
    const found = findTargets(mounts, raw.url);
    if (!found) return notFound(mounts);
    if (/\bwebsocket\b/i.test(raw.headers.get("upgrade") ?? "")) return upgradeRefused();
    if (!isSendable(raw.method)) return methodNotAllowed(raw.method);
    const { mount, targets } = found;
    record.upstream = mount.name;
    const attempts = record.attempts = new Attempts(mount.upstreams[0], failing);
    const alive = aliveTime > 0 ? new KeepAlive(aliveTime, record) : undefined;
    const answered = answer({
      raw,
      targets,
      attempts,
      record,
      alive,
      fetch,
      fetchOptions: given,
      isStreamPath: isStreamPath(splitUrl(raw.url).path),
      observe: observer(record, options),
      limits,
      mounts,
      mayLeave,
    });
    return await (alive ? alive.begin(answered) : answered);
  };
}

/** Sends a request on, and answers it whatever becomes of that. */
async function answer(sending: Sending): Promise<Response> {
  const { raw, record } = sending;
  try {
    return await send(sending);
  } catch (error) {
    if (error instanceof ClientBodyError && error.isLate) return late(record);
    if (raw.signal.aborted || error instanceof ClientBodyError) return clientLeft(record);
    if (error instanceof UpstreamError) return answerFailure(error, record);
    // Nothing was sent yet.
    if (record.stopped.aborted) return answerFailure(new UpstreamError(record.stopped.reason), record);
    record.end("answered");
    if (error instanceof HTTPException) return badRequest();
    throw error;
  }
}

/** Tells a request's record of its attempts, and whoever else is to know. */
function observer(record: RequestRecord, options: ProxyOptions): FetchObserver {
  const onEvent = options.fetch?.onEvent;
  return (event) => {
    record.observe(event);
    return onEvent?.(event);
  };
}

async function send(sending: Sending): Promise<Response> {
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

/** Drops what isn't given. */
function defined<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function late(record: RequestRecord): Response {
  record.end("answered");
  return uploadTimeout();
}

function clientLeft(record: RequestRecord): Response {
  record.end("client_left");
  return new Response(null, { status: CLIENT_CLOSED_REQUEST });
}
