import { events } from "./firstbyte.js";

/** One run: every contender makes the same calls, so many at a time. */
export class Run {
  #bars = new Map();
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

  /** Draws the bars that still run up to now; returns how many seconds the longest has run. */
  tick() {
    const { now } = this;
    for (const [bar, start] of this.#bars) bar.tick(now - start);
    return now - Math.min(now, ...this.#bars.values());
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
    this.#bars.set(bar, start);
    let firstByte;
    let attempts = 1;
    let answered = false;
    try {
      const response = await this.#fetch(contender, number, (event) => {
        if (event.type === "attempt") column.countRequests();
        bar.observe(event, this.now - start);
      });
      attempts = Number(response.headers.get("x-firstbyte-attempts") ?? 1);
      for await (const { event } of events(response)) {
        if (firstByte === undefined) bar.firstByte(firstByte = this.now - start);
        answered ||= event === "response.completed";
      }
    } catch {
      // The bar shows that no answer came.
    }
    const end = this.now - start;
    this.#bars.delete(bar);
    if (attempts > 1) {
      const times = await this.#learnAttempts(contender, number);
      column.countRequests(times.length);
      bar.setAttempts(times.map((time) => time - start));
    }
    const stopped = signal.aborted && !answered;
    bar.end(end, answered ? "answered" : stopped ? "stopped" : "not answered");
    if (stopped) return;
    column.countCall(firstByte ?? end, answered);
    onEnd();
  }

  #fetch(contender, number, observe) {
    const metadata = { call: `${number}`, via: this.#via(contender) };
    const body = JSON.stringify({ model: "demo", input: `Question ${number + 1}`, stream: true, metadata });
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body, signal: this.#options.signal };
    return contender.fetch(`${contender.url}/v1/responses`, init, observe);
  }

  /** Returns when the attempts after a call's first came, in seconds since the run began. */
  async #learnAttempts(contender, number) {
    const [, ...times] = await contender.arrivals(this.#via(contender), number);
    const epoch = performance.timeOrigin + this.#start;
    return times.map((time) => (time - epoch) / 1_000);
  }

  #via({ name }) {
    return `${name} ${this.#id}`;
  }
}
