import { Bar } from "./bar.js";
import { fieldTime } from "./field_time.js";

// Seconds between two labels of the axis.
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const LABELS = 6;

/** One contender's column: its figures and its bars. */
export class Column {
  #section;
  #bars;
  #axis;
  #waits = [];
  #answered = 0;
  #broken = 0;
  #requests = 0;
  #calls = 0;
  #rows = 0;

  /** @param {HTMLTemplateElement} template @param {string} name @param {string} note */
  constructor(template, name, note) {
    this.#section = template.content.cloneNode(true).querySelector("section");
    this.#section.querySelector("h2").textContent = name;
    this.#section.querySelector(".note").textContent = note;
    this.#bars = this.#section.querySelector(".bars");
    this.#bars.setAttribute("aria-label", `Calls by ${name}`);
    this.#axis = this.#section.querySelector(".axis");
  }

  get element() {
    return this.#section;
  }

  /** What its calls came to, so far. */
  get tally() {
    return {
      calls: this.#calls,
      answered: this.#answered,
      broken: this.#broken,
      worst: this.#waits.at(-1) ?? 0,
    };
  }

  /** Forgets the run before. */
  reset(calls) {
    this.#waits = [];
    this.#answered = this.#broken = this.#requests = 0;
    this.#calls = calls;
    this.#bars.replaceChildren();
    this.#setRows(calls);
    this.#show();
  }

  /** Adds the bar of a call that begins. */
  addBar(number) {
    return new Bar(this.#bars, number, (lanes) => this.#setRows(this.#rows + lanes));
  }

  /** Counts a request to the upstream. */
  countRequests(count = 1) {
    this.#requests += count;
    this.#show();
  }

  /**
   * Counts a call that ended.
   *
   * @param {number} waited Seconds of the field.
   * @param {"answered" | "broken" | "silent"} result
   */
  countCall(waited, result) {
    this.#waits.push(waited);
    this.#waits.sort((a, b) => a - b);
    if (result === "answered") this.#answered++;
    if (result === "broken") this.#broken++;
    this.#show();
  }

  /** Sets how many seconds since its call began a bar can span. */
  span(seconds) {
    const step = STEPS.find((step) => seconds / step < LABELS) ?? seconds;
    this.#section.style.setProperty("--span", `${seconds}`);
    this.#section.style.setProperty("--step", `${step}`);
    const labels = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
    this.#axis.replaceChildren(...labels.map((second) => {
      const label = document.createElement("span");
      label.textContent = `${second} s`;
      label.style.setProperty("--at", `${second}`);
      return label;
    }));
  }

  /** Sets how many rows share the height: one a call, and one more for each lane that a call needs beside its first. */
  #setRows(rows) {
    this.#rows = rows;
    this.#bars.style.setProperty("--rows", `${rows}`);
  }

  #show() {
    const stats = {
      answered: `${this.#answered} of ${this.#calls}`,
      median: seconds(quantile(this.#waits, 0.5)),
      worst: seconds(this.#waits.at(-1)),
      requests: `${this.#requests}`,
    };
    for (const [name, value] of Object.entries(stats)) {
      this.#section.querySelector(`[data-stat=${name}]`).textContent = value;
    }
  }
}

function quantile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

function seconds(value) {
  return value === undefined ? "–" : fieldTime(value);
}
