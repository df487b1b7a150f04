interface Due {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Timers and `performance.now()` of a machine that sleeps on demand.
 *
 * What stands behind `fakeClock()` asks for modules of Node, which no bundle for a
 * page or a worker has; these cases need no more of time than this.
 */
export class SleepingClock implements Disposable {
  readonly #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  readonly #realNow = Object.getOwnPropertyDescriptor(performance, "now");
  readonly #due = new Map<number, Due>();
  #now = 1_000;
  #count = 0;

  constructor() {
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms: number) => {
        this.#due.set(++this.#count, { at: this.#now + ms, run });
        return this.#count;
      },
      clearTimeout: (handle: number) => this.#due.delete(handle),
    });
    Object.defineProperty(performance, "now", { value: () => this.#now, configurable: true });
  }

  /** Timers that have yet to fire. */
  get timers(): number {
    return this.#due.size;
  }

  /** Lets `ms` pass at once, and then runs, late, the timers that were due in it. */
  sleep(ms: number): void {
    this.#now += ms;
    for (const [handle, { at, run }] of [...this.#due]) {
      if (at <= this.#now && this.#due.delete(handle)) run();
    }
  }

  /** Lets promises settle, whatever they wait for but time. */
  async settle(): Promise<void> {
    await new Promise((resolve) => this.#real.setTimeout.call(globalThis, resolve, 0));
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
    // Of its own on some runtimes, and its prototype's on others.
    Reflect.deleteProperty(performance, "now");
    if (this.#realNow) Object.defineProperty(performance, "now", this.#realNow);
  }
}
