import type { AnalyticsDataset } from "../observe/analytics_log.ts";
import { ConfigError } from "./config_error.ts";

/**
 * Reads the dataset that a worker is bound to, if it is to one.
 *
 * @throws {ConfigError} If something else is bound there.
 */
export function readDataset(bound: unknown): AnalyticsDataset | undefined {
  if (bound === undefined) return undefined;
  const dataset = bound as AnalyticsDataset | null;
  if (typeof dataset?.writeDataPoint === "function") return dataset;
  throw new ConfigError("ANALYTICS", "the binding of an Analytics Engine dataset, or nothing");
}
