// @ts-types="./cli_progress.d.ts"
import { MultiBar, Presets } from "cli-progress";

/** Bars that show how far each contender is, on the standard error stream. */
export class Progress implements Disposable {
  readonly #bars = new MultiBar({
    format: "{name} {bar} {value}/{total} calls",
    barsize: 40,
    // Whoever interrupts the demo keeps their cursor and their line wrapping.
    hideCursor: false,
    linewrap: null,
    noTTYOutput: true,
    notTTYSchedule: 1_000,
  }, Presets.shades_classic);

  /** Adds a bar; returns what moves it on by one. */
  add(name: string, total: number): () => void {
    const bar = this.#bars.create(total, 0, { name: name.padEnd(11) });
    return () => bar.increment();
  }

  /** Draws the bars for the last time. */
  stop(): void {
    if (this.#bars.isActive) this.#bars.stop();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}
