import type { LogLine } from "./log_line.ts";

/** What is used of an Analytics Engine dataset's binding. */
export interface AnalyticsDataset {
  writeDataPoint(point: DataPoint): void;
}

/** What is written of a request. */
export interface DataPoint {
  /** The upstream's name, by which the dataset is sampled; empty without one. */
  readonly indexes: readonly [upstream: string];
  /** No path, which may hold whose data it is. */
  readonly blobs: readonly [upstream: string, host: string, outcome: string, statusClass: string];
  /**
   * Of the attempts, `hedges` were started while another ran, and `stalls` had no first byte in time.
   * The times are in milliseconds; `ttfb` is `-1` without a first byte.
   */
  readonly doubles: readonly [attempts: number, hedges: number, stalls: number, ttfb: number, duration: number];
}

// A longer index is refused.
const LONGEST_INDEX = 96;

/**
 * Makes a log that writes each line to a dataset, too.
 *
 * @param dataset The dataset; where it fails, the line is lost to it.
 * @param log The log.
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
