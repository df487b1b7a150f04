/** One kind of call whose overhead is measured. */
export interface OverheadCase {
  readonly name: string;
  /** The upstream's path. */
  readonly path: string;
  readonly read: "json" | "stream";
  /** Calls in a row that make a sample. */
  readonly calls: number;
  readonly rounds: number;
  /** Processes of each contender whose peak memory is taken. */
  readonly peaks: number;
}

/** What a process is told to measure. */
export interface OverheadRequest extends Pick<OverheadCase, "read" | "calls" | "rounds"> {
  readonly url: string;
  /** Who takes part, one after the other in every round. */
  readonly contenders: readonly string[];
  /** Rounds before those that count. */
  readonly warmUp: number;
}

/** What it measured. */
export interface OverheadResult {
  /** Milliseconds a call, a sample each round. */
  readonly time: Record<string, number[]>;
  /** Milliseconds of CPU time a call. */
  readonly cpu: Record<string, number[]>;
  /** Most bytes of memory that the process held. */
  readonly peak: number;
}

/** The kinds of calls. */
export const OVERHEAD_CASES: readonly OverheadCase[] = [
  { name: "small JSON", path: "/json", read: "json", calls: 50, rounds: 121, peaks: 0 },
  { name: "5,000 events, a packet each", path: "/events", read: "stream", calls: 1, rounds: 13, peaks: 3 },
  { name: "5,000 events in a burst", path: "/burst", read: "stream", calls: 2, rounds: 25, peaks: 0 },
  { name: "128 MiB", path: "/bytes", read: "stream", calls: 1, rounds: 25, peaks: 3 },
];
