import type { CallRequest } from "../request/call_request.ts";
import type { Resumer } from "../response/resumed_source.ts";
import type { Leg } from "../response/watched_source.ts";
import type { Resumption } from "../resume/resume_policy.ts";
import { runtime } from "../runtime/select_runtime.ts";
import { anySignal } from "../time/any_signal.ts";
import { delay } from "../time/delay.ts";
import type { AttemptHost } from "./attempt_host.ts";
import { backoff } from "./backoff.ts";
import { Dispatch } from "./dispatch.ts";
import { isNetworkError } from "./is_network_error.ts";

const FIRST_BYTE = 45_000;

/** Options for {@linkcode follow}. */
export interface FollowOptions {
  readonly host: AttemptHost;
  /** The request that was answered. */
  readonly request: CallRequest;
  readonly response: Response;
  /** Milliseconds of silence after which the answer counts as broken, or `false` for no bound. */
  readonly stale: number | false;
}

/** A {@linkcode Resumer}, and the name of its policy. */
export interface NamedResumer extends Resumer {
  readonly name: string;
  /** Number of the attempt that resumed last, if one did. */
  readonly attempt: number | undefined;
}

/**
 * Follows an answer by the first policy of the caller that can resume it.
 *
 * @returns What continues it after a break; `undefined` if it can't be resumed exactly.
 */
export function follow(options: FollowOptions): NamedResumer | undefined {
  const { host, request, response } = options;
  // After a redirect, another server has answered. A request that `guard` refuses is sent once.
  if (!host.guarded || !response.ok || response.redirected) return undefined;
  for (const policy of host.options.resume) {
    const resumption = policy.follow(request, response);
    if (resumption) return new CallResumer(options, policy.name, resumption);
  }
  return undefined;
}

/** Continues one answer. Each continuation is an attempt of the call. */
class CallResumer implements NamedResumer {
  readonly name: string;
  readonly resumption: Resumption;
  attempt: number | undefined;
  readonly #options: FollowOptions;
  /** Why the last attempt didn't go on. */
  #reason: unknown;

  constructor(options: FollowOptions, name: string, resumption: Resumption) {
    this.#options = options;
    this.name = name;
    this.resumption = resumption;
  }

  async resume(error: unknown, over: AbortSignal): Promise<Leg | undefined> {
    const { host, request } = this.#options;
    const { maxAttempts, minDelay = 250, maxDelay, maxRetryAfter } = host.options.retry;
    for (let lost = 1;; lost++) {
      host.signal?.throwIfAborted();
      // `next()` forgets what the resumption holds back. If no attempt is left, those bytes are the caller's.
      const continuation = host.started < maxAttempts ? this.resumption.next() : undefined;
      if (!continuation) throw lost > 1 ? this.refuse(error, this.#reason) : error;
      const { delay: asked } = continuation;
      // As with `Retry-After`, a longer wait isn't waited for.
      if (asked !== undefined && asked > maxRetryAfter) {
        throw this.refuse(error, new Error(`the server asks to wait ${asked} ms`));
      }
      const wait = asked ?? backoff(lost, minDelay, maxDelay);
      host.tell({ attempt: host.started, type: "resume", policy: this.name, delay: wait, error });
      await delay(wait, anySignal([host.signal, over]));
      const leg = await this.#attempt(sameOrigin(request, request.continuedBy(continuation)), error, over);
      if (leg !== "lost") return leg;
    }
  }

  refuse(error: unknown, reason: unknown): unknown {
    return withRefusal(error, reason);
  }

  /** Makes one attempt; returns `"lost"` if another one may succeed, `undefined` if the answer is complete. */
  async #attempt(request: CallRequest, broken: unknown, over: AbortSignal): Promise<Leg | undefined | "lost"> {
    const { host, stale } = this.#options;
    const attempt = this.attempt = ++host.started;
    const { ttfbTimeout } = host.options;
    const ttfb = typeof ttfbTimeout === "number" || ttfbTimeout === false ? ttfbTimeout : FIRST_BYTE;
    const dispatch: Dispatch = new Dispatch({
      host,
      request,
      cutoffs: { ttfb, content: false },
      stale,
      fresh: host.options.reconnect === "fresh",
      lost: over,
      expire: (phase, limit) => {
        if (phase === "stale") host.tell({ attempt, type: "stale", cutoff: limit });
        return host.timeoutError(phase, limit);
      },
    });
    const record = (outcome: "response" | "network" | "ttfb" | "refused", status?: number) =>
      host.record(
        { attempt, cutoff: ttfb, elapsed: dispatch.elapsed, status, outcome, resume: this.name },
        request,
      );
    try {
      const response = await dispatch.send(() =>
        host.tell({
          attempt,
          type: "attempt",
          guarded: true,
          cutoff: ttfb,
          fresh: dispatch.fresh,
          resume: this.name,
        })
      );
      dispatch.ttfb.stop();
      const acceptance = this.resumption.accept(response);
      if (acceptance.kind === "refused") {
        record("refused", response.status);
        dispatch.abandon(broken);
        this.#reason = new Error(acceptance.reason);
        if (acceptance.transient) return "lost";
        throw this.refuse(broken, this.#reason);
      }
      record("response", response.status);
      host.tell({ attempt, type: "firstbyte", elapsed: dispatch.elapsed, status: response.status });
      if (acceptance.kind === "ends" || !response.body) {
        dispatch.abandon(broken);
        return undefined;
      }
      const body = response.body as ReadableStream<Uint8Array<ArrayBuffer>>;
      return { body: runtime.openBody(response, body), signal: dispatch.signal, stale: dispatch.stale };
    } catch (error) {
      dispatch.abandon(error);
      host.signal?.throwIfAborted();
      over.throwIfAborted();
      if (error === broken) throw error;
      record(dispatch.ttfb.expired ? "ttfb" : "network");
      this.#reason = error;
      if (dispatch.ttfb.expired || isNetworkError(error)) return "lost";
      throw this.refuse(broken, error);
    }
  }
}

/** Returns the error with the refusal as its cause. The refusal's own cause is the cause that the error had before. */
function withRefusal(error: unknown, reason: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const why = reason instanceof Error ? reason.message : String(reason);
  const refusal = new Error(`Cannot resume: ${why}`, { cause: error.cause ?? reason });
  // A frozen error stays as it is.
  Reflect.defineProperty(error, "cause", { value: refusal, configurable: true, writable: true });
  return error;
}

/** A continuation carries the caller's credentials: they mustn't leave the origin that answered, whatever a policy says. */
function sameOrigin(request: CallRequest, continued: CallRequest): CallRequest {
  if (new URL(continued.url).origin === new URL(request.url).origin) return continued;
  throw new TypeError("Cannot resume: expected a continuation at the origin that answered, got one elsewhere");
}
