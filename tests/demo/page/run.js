import { events } from "./firstbyte.js";

/** One run: every contender makes the same calls, so many at a time. */
export class Run {
  #bars = new Set();
  #start = performance.now();
  #id = `${Date.now()}`;
  #options;

  /** @param options `calls`, `lanes`, `signal`, and `onEnd`, which is told of each call's end. */
  constructor(options) {
    this.#options = options;
  }

  /** Seconds since the run began. */
  get now() {
    return (performance.now() - this.#start) / 1_000;
  }

  /** Draws the bars that still run up to now. */
  tick() {
    const { now } = this;
    for (const bar of this.#bars) bar.tick(now);
  }

  /** Makes a contender's calls. */
  async make(contender, column) {
    const { calls, lanes, signal } = this.#options;
    let next = 0;
    await Promise.all(Array.from({ length: lanes }, async () => {
      while (next < calls && !signal.aborted) await this.#call(contender, column, next++);
    }));
  }

  async #call(contender, column, number) {
    const { signal, onEnd } = this.#options;
    const start = this.now;
    const bar = column.addBar(number + 1);
    this.#bars.add(bar);
    let firstByte;
    let attempts = 1;
    let answered = false;
    try {
      const response = await this.#fetch(contender, column, number, bar);
      attempts = Number(response.headers.get("x-firstbyte-attempts") ?? 1);
      for await (const { event } of events(response)) {
        if (firstByte === undefined) bar.firstByte(firstByte = this.now);
        answered ||= event === "response.completed";
      }
    } catch {
      // The bar shows that no answer came.
    }
    const { now: end } = this;
    this.#bars.delete(bar);
    if (attempts > 1) await this.#learnAttempts(contender, column, number, bar);
    const stopped = signal.aborted && !answered;
    bar.end(end, answered ? "answered" : stopped ? "stopped" : "not answered");
    if (stopped) return;
    column.countCall((firstByte ?? end) - start, answered);
    onEnd();
  }

  #fetch(contender, column, number, bar) {
    const metadata = { call: `${number}`, via: this.#via(contender) };
    const body = JSON.stringify({ model: "demo", input: `Question ${number + 1}`, stream: true, metadata });
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body, signal: this.#options.signal };
    return contender.fetch(`${contender.url}/v1/responses`, init, () => {
      column.countRequests();
      bar.attempt(this.now);
    });
  }

  async #learnAttempts(contender, column, number, bar) {
    const [, ...times] = await contender.arrivals(this.#via(contender), number);
    column.countRequests(times.length);
    const epoch = performance.timeOrigin + this.#start;
    bar.setAttempts(times.map((time) => (time - epoch) / 1_000));
  }

  #via({ name }) {
    return `${name} ${this.#id}`;
  }
}
