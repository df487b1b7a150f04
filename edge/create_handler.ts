import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { createFetch, type FetchObserver } from "../mod.ts";
import { KeepAlive, keepAliveTime } from "./keep_alive/keep_alive.ts";
import { answerFailure } from "./answer/answer_failure.ts";
import { badRequest, methodNotAllowed, notFound, upgradeRefused, uploadTimeout } from "./answer/refusals.ts";
import { checkFetchOptions } from "./options/check_fetch_options.ts";
import { checkUploadTimeout } from "./options/check_upload_timeout.ts";
import { ClientBodyError } from "./upload/client_body_error.ts";
import { recordOf } from "./observe/request_log.ts";
import type { RequestRecord } from "./observe/request_record.ts";
import type { ProxyOptions } from "./options/proxy_options.ts";
import { isSendable } from "./request/is_sendable.ts";
import { splitUrl } from "./request/split_url.ts";
import { streamPaths } from "./streams/stream_paths.ts";
import { RESUME_POLICIES, WIRE_FORMATS } from "./streams/wire_formats.ts";
import { Attempts } from "./attempts/attempts.ts";
import { findTargets } from "./upstreams/find_targets.ts";
import { type ForwardedRequest, forwardRequest } from "./forward_request.ts";
import type { Mount } from "./upstreams/upstream.ts";
import { UpstreamError } from "./dispatch/upstream_error.ts";
import { upstreamFetch } from "./dispatch/upstream_fetch.ts";

// The client is gone: only the log shows this status.
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Creates the handler that forwards requests to their upstream, and answers back.
 *
 * @param mounts The upstreams by name.
 * @param options The proxy's options.
 * @returns The handler.
 * @throws {TypeError | RangeError} If an option is invalid.
 */
export function createHandler(mounts: readonly Mount[], options: ProxyOptions): (c: Context) => Promise<Response> {
  checkFetchOptions(options.fetch);
  checkUploadTimeout(options.uploadTimeout);
  const isStreamPath = streamPaths(options.streamPaths);
  const aliveTime = keepAliveTime(options.keepAlive);
  const given = { formats: WIRE_FORMATS, resume: RESUME_POLICIES, ...withoutUndefined(options.fetch) };
  const limits = { maxBytes: given.maxReplayBytes, timeout: options.uploadTimeout };
  // A client that follows a redirect to another origin sends its token there.
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

/** Forwards a request, and turns a failure into a response. */
async function answer(forwarded: ForwardedRequest): Promise<Response> {
  const { raw, record } = forwarded;
  try {
    return await forwardRequest(forwarded);
  } catch (error) {
    if (error instanceof ClientBodyError && error.isLate) return uploadWasLate(record);
    if (raw.signal.aborted || error instanceof ClientBodyError) return clientLeft(record);
    if (error instanceof UpstreamError) return answerFailure(error, record);
    // The proxy shut down before it sent the request.
    if (record.stopped.aborted) return answerFailure(new UpstreamError(record.stopped.reason), record);
    record.end("answered");
    if (error instanceof HTTPException) return badRequest();
    throw error;
  }
}

/** Passes each event to the request's record, and to the `onEvent` of the options. */
function observer(record: RequestRecord, options: ProxyOptions): FetchObserver {
  const onEvent = options.fetch?.onEvent;
  return (event) => {
    record.observe(event);
    return onEvent?.(event);
  };
}

/** Drops the options that are `undefined`, so that they don't overwrite defaults. */
function withoutUndefined<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function uploadWasLate(record: RequestRecord): Response {
  record.end("answered");
  return uploadTimeout();
}

function clientLeft(record: RequestRecord): Response {
  record.end("client_left");
  return new Response(null, { status: CLIENT_CLOSED_REQUEST });
}
