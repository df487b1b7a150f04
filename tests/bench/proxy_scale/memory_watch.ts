import { residentMemory } from "../../faults/resident_memory.ts";

/** One look at a process. */
export interface MemorySample {
  /** Milliseconds since the watch began. */
  readonly at: number;
  readonly bytes: number;
}

/** Watches the memory of a process until it's disposed of. */
export class MemoryWatch implements Disposable {
  readonly samples: MemorySample[] = [];
  readonly #start = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;

  /**
   * Constructs a new {@linkcode MemoryWatch} instance.
   *
   * @param pid The process.
   * @param interval Milliseconds between two looks.
   * @param onSample Is called with each.
   */
  constructor(pid: number, interval: number, onSample?: (sample: MemorySample) => void) {
    this.#timer = setInterval(async () => {
      const sample = { at: performance.now() - this.#start, bytes: await residentMemory(pid) };
      this.samples.push(sample);
      onSample?.(sample);
    }, interval);
  }

  /** The most bytes that were seen. */
  get peak(): number {
    return Math.max(...this.samples.map(({ bytes }) => bytes));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Returns the slope of the line through samples that is nearest to all (least squares), in bytes a millisecond. */
export function slopeOf(samples: readonly MemorySample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, bytes] = [mean(samples.map(({ at }) => at)), mean(samples.map(({ bytes }) => bytes))];
  const spread = samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0);
  return samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.bytes - bytes), 0) / spread;
}
