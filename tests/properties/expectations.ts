import type { AttemptOutcome } from "../../mod.ts";
import { type AttemptScript, hasBody, type Scenario, scriptOf } from "./scenario.ts";

/** The attempt that has to be the answer. */
export interface Winner {
  /** Its number, or `0` where none is. */
  readonly attempt: number;
  /** Outcomes of the attempts up to it. */
  readonly outcomes: readonly AttemptOutcome[];
  /** Whether its body has to be read whole. */
  readonly whole: boolean;
}

/** Whether several attempts may run at once. */
export function isHedged({ options }: Scenario): boolean {
  return options.guarded && !!options.further.hedge;
}

/** Returns how long an attempt may wait for its first byte; `0` for no bound. */
export function cutoffOf({ options }: Scenario, attempt: number): number {
  const { ttfbTimeout, guarded, retry } = options;
  return guarded ? Number(ttfbTimeout) * retry.ttfbGrowth ** (attempt - 1) : 0;
}

/** Returns the most milliseconds that a call may take to settle. */
export function lastMoment(scenario: Scenario): number {
  const { options } = scenario;
  const { ttfbTimeout, totalTimeout, retry, guarded } = options;
  if (totalTimeout) return totalTimeout;
  if (!ttfbTimeout || !guarded) return Infinity;
  let most = 0;
  for (let attempt = 1; attempt <= retry.maxAttempts; attempt++) most += cutoffOf(scenario, attempt);
  return most + (retry.maxAttempts - 1) * Math.max(retry.maxDelay ?? 0, retry.maxRetryAfter ?? 0);
}

/** Foretells the answer, where nothing but the upstream decides it; `undefined` elsewhere. */
export function expectedWinner(scenario: Scenario): Winner | undefined {
  const { caller, options } = scenario;
  const { retry, guarded, shouldRetry, totalTimeout, firstByteOn } = options;
  if (caller.abortAt !== undefined || shouldRetry !== undefined || totalTimeout || !guarded) return undefined;
  if (firstByteOn === "event" || isHedged(scenario)) return undefined;
  const allowed = caller.request === "stream" ? 1 : retry.maxAttempts;
  const outcomes: AttemptOutcome[] = [];
  for (let attempt = 1; attempt <= allowed; attempt++) {
    const script = scriptOf(scenario, attempt);
    const outcome = outcomeOf(scenario, script, attempt);
    if (outcome === undefined) return undefined;
    if (outcome !== "response" && attempt === allowed) {
      // The last one's status, or broken body, is handed over.
      if (outcome === "ttfb" || script.refuses) return { attempt: 0, outcomes, whole: false };
      return undefined;
    }
    outcomes.push(outcome);
    if (outcome === "response") return { attempt, outcomes, whole: isWhole(scenario, script) };
    if (outcome === "status" && (script.retryAfter ?? 0) * 1_000 > (retry.maxRetryAfter ?? 0)) return undefined;
  }
  return undefined;
}

function outcomeOf(scenario: Scenario, script: AttemptScript, attempt: number): AttemptOutcome | undefined {
  const { caller, options } = scenario;
  const { retry } = options;
  const cutoff = cutoffOf(scenario, attempt) || Infinity;
  // Nothing ends such a wait.
  if (script.headersAfter === undefined) return cutoff < Infinity ? "ttfb" : undefined;
  if (script.headersAfter > cutoff) return "ttfb";
  if (script.refuses) return "network";
  if (retry.statusCodes?.includes(script.status)) return "status";
  // An error is an answer with its headers.
  if (!hasBody(script, caller) || script.status >= 300) return "response";
  const { at, by } = firstSign(script);
  if (at > cutoff) return "ttfb";
  return by === "error" ? "network" : at < Infinity ? "response" : undefined;
}

/** Tells when a body shows its first byte, its end or its error, and which. */
function firstSign({ headersAfter = Infinity, pieces = [], end, endAfter }: AttemptScript) {
  let at = headersAfter;
  for (const { after, kind } of pieces) {
    at += after;
    if (kind !== "empty") return { at, by: "byte" };
  }
  return end === "hang" ? { at: Infinity, by: end } : { at: at + endAfter, by: end };
}

function isWhole({ caller, options }: Scenario, script: AttemptScript): boolean {
  const { staleTimeout, progressOn } = options;
  if (!hasBody(script, caller) || script.end !== "close" || progressOn === "event") return false;
  if (caller.reading === "cancel" || caller.reading === "never") return false;
  const { pieces = [], endAfter } = script;
  const silence = pieces.reduce((sum, { after }) => sum + after, endAfter);
  return !staleTimeout || silence < staleTimeout;
}
