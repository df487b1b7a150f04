import { events } from "./firstbyte.js";

/** One run: every contender makes the same calls, so many at a time. Its times are seconds of the field. */
export class Run {
  #bars = new Map();
  #start = performance.now();
  #id = `${Date.now()}`;
  #options;

  /** @param options `calls`, `lanes`, `speed`, `background`, `signal`, and `onEnd`, which is called at each call's end. */
  constructor(options) {
    this.#options = options;
  }

  /** Seconds since the run began. */
  get now() {
    return this.#inField(performance.now() - this.#start);
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
    const words = [];
    let answered = false;
    try {
      const response = await this.#fetch(contender, number, (event) => {
        if (event.type === "attempt") column.countRequests();
        bar.observe(event, this.now - start);
      });
      for await (const { event, data } of events(response)) {
        if (/"(delta|content)":"[^"]/.test(data)) bar.word(words[words.push(this.now - start) - 1]);
        answered ||= event === "response.completed" || data === "[DONE]";
      }
    } catch {
      // The bar shows that no answer came.
    }
    const end = this.now - start;
    this.#bars.delete(bar);
    const arrivals = await this.#learnArrivals(contender, number);
    column.countRequests(arrivals.length);
    if (arrivals.length > 0) bar.replay(arrivals.map((arrival) => placed(arrival, start, words)), words);
    const stopped = signal.aborted && !answered;
    bar.end(end, answered ? "answered" : stopped ? "stopped" : words.length > 0 ? "broken off" : "not answered");
    if (stopped) return;
    column.countCall(words[0] ?? end, answered ? "answered" : words.length > 0 ? "broken" : "silent");
    onEnd();
  }

  #fetch(contender, number, observe) {
    const { signal, background: { every, first } } = this.#options;
    const shared = { model: "demo", stream: true, metadata: { call: `${number}`, via: this.#via(contender) } };
    const content = `Question ${number + 1}`;
    const [path, asked] = number % every === first
      ? ["responses", { input: content, background: true }]
      : ["chat/completions", { messages: [{ role: "user", content }] }];
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify({ ...shared, ...asked }), signal };
    return contender.fetch(`${contender.url}/v1/${path}`, init, observe);
  }

  /** Returns what the upstream received after a call's first request, where the page itself doesn't see it. */
  async #learnArrivals(contender, number) {
    if (!contender.arrivals) return [];
    const [, ...later] = await contender.arrivals(this.#via(contender), number);
    const epoch = performance.timeOrigin + this.#start;
    return later.map((arrival) => ({ ...arrival, at: this.#inField(arrival.at - epoch) }));
  }

  #inField(ms) {
    return ms * this.#options.speed / 1_000;
  }

  #via({ name }) {
    return `${name} ${this.#id}`;
  }
}

/** Places a request on a call's axis: one for the rest of an answer behind the last word before, which may still be on its way. */
function placed({ at, resumesAfter }, start, words) {
  if (resumesAfter === undefined) return { at: at - start, resumes: false };
  return { at: Math.max(at - start, words[resumesAfter - 1] ?? 0), resumes: true };
}
