import { event, type FetchOptions, hedge, type HedgeOptions, type RetryOptions } from "../../mod.ts";

/** What a piece of a scripted body is, as a parser of Server-Sent Events sees it. */
export type PieceKind = "event" | "comment" | "half" | "empty";

/** A piece of a scripted body. */
export interface Piece {
  /** Milliseconds after the piece before it, or after the headers. */
  readonly after: number;
  readonly kind: PieceKind;
  /** Characters of filling. */
  readonly size: number;
}

/** What the upstream does with one attempt. */
export interface AttemptScript {
  /** Milliseconds from dispatch to headers, or to the failure in their place; `undefined` for never. */
  readonly headersAfter: number | undefined;
  /** Whether the connection fails instead of answering. */
  readonly refuses: boolean;
  readonly status: number;
  /** Seconds that a `Retry-After` header asks for. */
  readonly retryAfter: number | undefined;
  /** Whether the response has been redirected to. */
  readonly redirected: boolean;
  /** Whether it says that it holds events. */
  readonly sse: boolean;
  /** What the body holds; `undefined` for no body. */
  readonly pieces: readonly Piece[] | undefined;
  /** How the body goes on after its last piece. */
  readonly end: "close" | "error" | "hang";
  /** Milliseconds from the last piece to the end. */
  readonly endAfter: number;
  /** How far the length in the headers is from the body's; `undefined` for no such header. */
  readonly lengthError: number | undefined;
  /** Whether the body is a byte stream. */
  readonly bytes: boolean;
  /** What the underlying fetch makes of its signal. */
  readonly signal: "reason" | "generic" | "ignored";
}

/** What the caller does with the response. */
export type Reading = "all" | "bytes" | "byob" | "cancel" | "clone" | "never";

/** What the caller does. */
export interface Caller {
  readonly request: "get" | "head" | "post" | "stream";
  /** Milliseconds from the call to the caller's abort, `0` for before it; `undefined` for none. */
  readonly abortAt: number | undefined;
  readonly reading: Reading;
  /** Milliseconds between reads. */
  readonly pause: number;
  /** Chunks read before the body is cancelled. */
  readonly chunks: number;
}

/** Options without functions, which a failure can print. */
export interface ScenarioOptions extends Pick<FetchOptions, "ttfbTimeout" | "staleTimeout" | "totalTimeout"> {
  readonly firstByteOn: "chunk" | "event";
  readonly progressOn: "chunk" | "event";
  readonly reconnect: "fresh" | "reuse";
  readonly retry: Omit<RetryOptions, "shouldRetry"> & { readonly maxAttempts: number; readonly ttfbGrowth: number };
  /** What `shouldRetry` answers; `undefined` for no such function. */
  readonly shouldRetry: boolean | undefined;
  readonly guarded: boolean;
  /** Whether the observer throws. */
  readonly rudeObserver: boolean;
  /** Options that may be absent. */
  readonly further: { readonly hedge?: HedgeOptions };
}

/** One case. */
export interface Scenario {
  /** What answers the first attempt, the second, and so on; the last one answers all that follow. */
  readonly scripts: readonly AttemptScript[];
  readonly options: ScenarioOptions;
  readonly caller: Caller;
  /** What `Math.random` gives, so that a case repeats. */
  readonly jitter: number;
}

/** Returns the script of an attempt, counted from `1`. */
export function scriptOf({ scripts }: Pick<Scenario, "scripts">, attempt: number): AttemptScript {
  const script = scripts[Math.min(attempt, scripts.length) - 1];
  if (!script) throw new RangeError("A scenario holds at least one script");
  return script;
}

/** Returns the pieces of an attempt's body as text that no other attempt's holds. */
export function textsOf({ pieces = [] }: AttemptScript, attempt: number): string[] {
  const begin = { event: "data: ", comment: ": ", half: "data: ", empty: "" };
  const end = { event: "\n\n", comment: "\n\n", half: "\n", empty: "" };
  return pieces.map(({ kind, size }, index) =>
    kind === "empty" ? "" : `${begin[kind]}${attempt}.${index}.${"x".repeat(size)}${end[kind]}`
  );
}

/** Tells whether the answer to a request has a body. */
export function hasBody(script: AttemptScript, { request }: Caller): boolean {
  return !!script.pieces && ![204, 304].includes(script.status) && request !== "head";
}

/** Makes the options of a call. */
export function fetchOptions({ options }: Scenario): FetchOptions {
  const { retry, shouldRetry, guarded, rudeObserver: _, further, firstByteOn, progressOn, ...rest } = options;
  return {
    ...rest,
    firstByteOn: firstByteOn === "event" ? event() : firstByteOn,
    progressOn: progressOn === "event" ? event() : progressOn,
    retry: shouldRetry === undefined ? retry : { ...retry, shouldRetry: () => shouldRetry },
    guard: () => guarded,
    // What a policy keeps of one run isn't a part of the next.
    hedge: further.hedge && hedge(further.hedge),
  };
}
