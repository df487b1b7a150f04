import type { AnalyticsDataset } from "../observe/analytics_log.ts";
import { ConfigError } from "./config_error.ts";

/**
 * Reads the binding of an Analytics Engine dataset.
 *
 * @param bound The value of `ANALYTICS`.
 * @returns The dataset; `undefined` if none is bound.
 * @throws {ConfigError} If the value isn't a dataset.
 */
export function readDataset(bound: unknown): AnalyticsDataset | undefined {
  if (bound === undefined) return undefined;
  const dataset = bound as AnalyticsDataset | null;
  if (typeof dataset?.writeDataPoint === "function") return dataset;
  throw new ConfigError("ANALYTICS", "the binding of an Analytics Engine dataset, or nothing");
}
