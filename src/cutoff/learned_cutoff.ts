import { check, refuse } from "../checks/check.ts";
import type { AttemptRecord } from "../outcome/attempt_record.ts";
import type { FetchRequest } from "../request/fetch_request.ts";
import { createFirstByteTimes, type FirstByteTimes } from "./first_byte_times.ts";
import type { CutoffContext } from "../options/fetch_options.ts";
import { remember } from "./remember.ts";

/** Options for {@linkcode learnedCutoff}. */
export interface LearnedCutoffOptions {
  /**
   * Quantile of the first-byte times that the cutoff is derived from: a number above 0 and below 1. Attempts without a
   * first byte count. If one connection in five is dead, there is no quantile of `0.8` or more.
   *
   * @default {0.7}
   */
  quantile?: number | undefined;
  /**
   * How many times that quantile an attempt is given: a number ≥ 1.
   *
   * @default {3}
   */
  factor?: number | undefined;
  /**
   * Shortest cutoff in milliseconds: a number ≥ 0, at most `max`.
   *
   * @default {1000}
   */
  min?: number | undefined;
  /**
   * Longest cutoff in milliseconds, and the one before enough is known: a number ≥ 1.
   *
   * @default {120000}
   */
  max?: number | undefined;
  /**
   * Attempts in the last hour that a key needs before its cutoff is learned: an integer from 1 to 256.
   *
   * @default {20}
   */
  minSamples?: number | undefined;
  /**
   * Which requests are alike. The 256 keys that were used last are remembered.
   *
   * @default {(request) => new URL(request.url).origin}
   */
  key?: ((request: FetchRequest) => string) | undefined;
}

/** A `ttfbTimeout` that learns. */
export interface LearnedCutoff {
  /** Returns the cutoff of an attempt in milliseconds. */
  (attempt: CutoffContext): number;
  /** Learns from an attempt that has an outcome. */
  learn(request: FetchRequest, record: AttemptRecord): void;
}

/**
 * Creates a `ttfbTimeout` that learns from recent first-byte times.
 *
 * It begins at `max`, and only measurements shorten it. An attempt that was given up on counts as at least that slow,
 * so that the cutoff can't learn from the fast attempts alone and shrink for ever. If too few attempts answer in time,
 * the cutoff doubles until enough do. Each further attempt of a call has twice the time of the one before, up to `max`.
 * Raise `max` if healthy answers take longer. Times fade with a half-life of ten minutes. Errors are fast, so they are
 * ignored. Requests that aren't guarded are ignored, too.
 *
 * @param options Quantile, factor, bounds and key.
 * @returns A function for `ttfbTimeout`, with a memory of its own.
 * @throws {TypeError | RangeError} If an option is of the wrong type or out of range.
 *
 * @example A cutoff for each model
 * ```ts
 * import { createFetch, learnedCutoff } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({
 *   ttfbTimeout: learnedCutoff({ key: (request) => String((request.json() as { model?: string })?.model) }),
 * });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function learnedCutoff(options: LearnedCutoffOptions = {}): LearnedCutoff {
  check("options", "an object", options);
  const { quantile = 0.7, factor = 3, min = 1_000, max = 120_000, minSamples = 20, key = originOf } = options;
  check("factor", "a number ≥ 1", factor);
  check("min", "a number of milliseconds ≥ 0", min);
  check("max", "a number of milliseconds ≥ 1", max);
  check("minSamples", "an integer ≥ 1", minSamples);
  check("key", "a function", key);
  if (typeof quantile !== "number" || !(quantile > 0 && quantile < 1)) {
    refuse("quantile", "a number above 0 and below 1", quantile);
  }
  if (minSamples > 256) refuse("minSamples", "at most 256", minSamples);
  if (min > max) refuse("min", `at most max (${max})`, min);
  const known = new Map<string, FirstByteTimes>();

  function cutoff({ attempt, request }: CutoffContext): number {
    const times = known.get(key(request));
    if (!times || times.size() < minSamples) return max;
    const learned = times.quantile(quantile);
    const enough = learned === undefined ? times.longest() * 2 : learned * factor;
    // A cutoff of 0 would disable the clock. A coarse clock may measure 0 for a fast answer.
    return Math.min(max, Math.max(min, enough, 1) * 2 ** (attempt - 1));
  }

  function learn(request: FetchRequest, { cutoff, elapsed, outcome, status = 0 }: AttemptRecord): void {
    // A request that isn't guarded may send its first byte only with the whole answer.
    if (cutoff === false) return;
    // A broken connection or an error doesn't tell how long an answer would have taken.
    if (outcome === "network" || outcome === "status" || status >= 400) return;
    const name = key(request);
    const times = known.get(name) ?? createFirstByteTimes();
    times.add(elapsed, outcome === "response");
    remember(known, name, times);
  }

  return Object.assign(cutoff, { learn });
}

function originOf(request: FetchRequest): string {
  return new URL(request.url).origin;
}
