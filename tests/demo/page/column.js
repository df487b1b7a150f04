import { Bar } from "./bar.js";

/** One contender's column: its figures and its bars. */
export class Column {
  #section;
  #bars;
  #axis;
  #waits = [];
  #answered = 0;
  #requests = 0;
  #calls = 0;

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

  get answered() {
    return this.#answered;
  }

  /** Forgets the run before. */
  reset(calls) {
    this.#waits = [];
    this.#answered = this.#requests = 0;
    this.#calls = calls;
    this.#bars.replaceChildren();
    this.#show();
  }

  /** Adds the bar of a call that begins. */
  addBar(number) {
    return new Bar(this.#bars, number);
  }

  /** Counts a request to the upstream. */
  countRequests(count = 1) {
    this.#requests += count;
    this.#show();
  }

  /** Counts a call that ended; `waited` is seconds. */
  countCall(waited, answered) {
    this.#waits.push(waited);
    this.#waits.sort((a, b) => a - b);
    if (answered) this.#answered++;
    this.#show();
  }

  /** Sets how many seconds since its call began a bar can span. */
  span(seconds) {
    this.#section.style.setProperty("--span", `${seconds}`);
    const step = Math.ceil(seconds / 6);
    const labels = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
    this.#axis.replaceChildren(...labels.map((second) => {
      const label = document.createElement("span");
      label.textContent = `${second} s`;
      label.style.setProperty("--at", `${second}`);
      return label;
    }));
  }

  #show() {
    const stats = {
      answered: `${this.#answered} of ${this.#calls}`,
      median: seconds(quantile(this.#waits, 0.5)),
      p99: seconds(quantile(this.#waits, 0.99)),
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
  return value === undefined ? "–" : `${value.toFixed(2)} s`;
}
