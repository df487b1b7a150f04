import type { Outcome } from "./call.ts";

/** What a contender's calls came to; times are milliseconds. */
export interface Summary {
  readonly name: string;
  readonly calls: number;
  /** Calls whose answer came whole. */
  readonly answered: number;
  /** Calls whose answer began, and broke off. */
  readonly broken: number;
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
  /** Requests that the upstream received. */
  readonly requests: number;
  /** Waiting times, the shortest first. */
  readonly waits: readonly number[];
}

/** Sums up a contender's calls, those without an answer among them. */
export function summarize(name: string, outcomes: readonly Outcome[], requests: number): Summary {
  const waits = outcomes.map(({ waited }) => waited).sort((a, b) => a - b);
  const count = (wanted: Outcome["result"]) => outcomes.filter(({ result }) => result === wanted).length;
  return {
    name,
    calls: outcomes.length,
    answered: count("answered"),
    broken: count("broken"),
    median: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    worst: quantile(waits, 1),
    requests,
    waits,
  };
}

/**
 * Returns the least value that is no less than a share of all.
 *
 * @param sorted Values, the smallest first; at least one.
 * @param share From `0` to `1`.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const index = Math.max(0, Math.ceil(sorted.length * share) - 1);
  return sorted[index] ?? NaN;
}
