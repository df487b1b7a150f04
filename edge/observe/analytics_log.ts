import type { LogLine } from "./log_line.ts";

/** The part of an Analytics Engine binding that the proxy uses. */
export interface AnalyticsDataset {
  writeDataPoint(point: DataPoint): void;
}

/** The data point of one request. */
export interface DataPoint {
  /** The upstream's name, or an empty string. Analytics Engine samples by it. */
  readonly indexes: readonly [upstream: string];
  /** The path is left out: it may identify a person. */
  readonly blobs: readonly [upstream: string, host: string, outcome: string, statusClass: string];
  /**
   * Attempts, those started while another was running, those without a first byte in time, and times in milliseconds.
   * `ttfb` is `-1` if no first byte came.
   */
  readonly doubles: readonly [attempts: number, hedges: number, stalls: number, ttfb: number, duration: number];
}

// Analytics Engine rejects a longer index.
const LONGEST_INDEX = 96;

/**
 * Creates a log that also writes each line to a dataset.
 *
 * @param dataset The dataset. If a write fails, its data point is lost.
 * @param log The log.
 * @returns The new log.
 */
export function analyticsLog(dataset: AnalyticsDataset, log: (line: LogLine) => void): (line: LogLine) => void {
  return (line) => {
    write(dataset, line).catch(() => {});
    log(line);
  };
}

async function write(dataset: AnalyticsDataset, line: LogLine): Promise<void> {
  await dataset.writeDataPoint(pointOf(line));
}

function pointOf(line: LogLine): DataPoint {
  const { upstream = "", host = "", outcome, status, attempts, hedges, ttfb = -1, duration } = line;
  return {
    indexes: [upstream.slice(0, LONGEST_INDEX)],
    blobs: [upstream, host, outcome, `${Math.floor(status / 100)}xx`],
    doubles: [attempts, hedges, stallsOf(line), ttfb, duration],
  };
}

function stallsOf({ tried, outcome, ttfb }: LogLine): number {
  if (tried) return tried.filter(({ outcome }) => outcome === "ttfb").length;
  return outcome === "timeout" && ttfb === undefined ? 1 : 0;
}
