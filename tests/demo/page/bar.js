/** The bar of one call: its attempts, first byte and end on a time axis in seconds. */
export class Bar {
  #row = document.createElement("li");
  #label = element("span", "visually-hidden");
  #track = element("span", "track");
  #open;
  #number;
  #attempts = [];
  #firstByte;

  /** @param {HTMLElement} list @param {number} number From `1`. */
  constructor(list, number) {
    this.#number = number;
    this.#row.dataset.number = `${number}`;
    this.#label.textContent = `Call ${number}: waiting`;
    this.#row.append(this.#label, this.#track);
    list.append(this.#row);
  }

  /** An attempt is dispatched; the one before, if there is one, was lost. */
  attempt(at) {
    this.#attempts.push(at);
    this.#draw(at);
  }

  /** Gives the attempts after the first, where they were not seen as they were made. */
  setAttempts(times) {
    this.#attempts.splice(1, Infinity, ...times);
  }

  firstByte(at) {
    this.#firstByte = at;
    this.#draw(at);
  }

  /** Draws what still runs up to now. */
  tick(now) {
    this.#open?.style.setProperty("--to", `${now}`);
  }

  /** @param {number} at @param {"answered" | "not answered" | "stopped"} result */
  end(at, result) {
    this.#draw(at);
    if (result !== "answered") this.#open?.classList.add("dead");
    this.#track.append(mark(result === "answered" ? "end" : "dead", at));
    this.#open = undefined;
    this.#label.textContent = this.#describe(at, result);
    this.#row.title = this.#label.textContent;
  }

  #draw(now) {
    const starts = this.#attempts;
    const begun = this.#firstByte;
    const segments = starts.slice(1).map((next, index) => segment("lost", starts[index], next));
    this.#open = segment("waiting", starts.at(-1), begun ?? now);
    segments.push(this.#open);
    if (begun !== undefined) segments.push(this.#open = segment("streaming", begun, now));
    const marks = starts.slice(1).map((at) => mark("lost", at));
    if (begun !== undefined) marks.push(mark("first-byte", begun));
    this.#track.replaceChildren(...segments, ...marks);
  }

  #describe(at, result) {
    const [start = at] = this.#attempts;
    const count = this.#attempts.length === 1 ? "1 attempt" : `${this.#attempts.length} attempts`;
    const after = (time) => `after ${(time - start).toFixed(2)} s`;
    const begun = this.#firstByte === undefined ? "" : `, first byte ${after(this.#firstByte)}`;
    return `Call ${this.#number}: ${count}${begun}, ${result} ${after(at)}`;
  }
}

function segment(kind, from, to) {
  const created = element("span", `segment ${kind}`);
  created.style.setProperty("--from", `${from}`);
  created.style.setProperty("--to", `${to}`);
  return created;
}

function mark(kind, at) {
  const created = element("span", `mark ${kind}`);
  created.style.setProperty("--at", `${at}`);
  return created;
}

function element(name, className) {
  const created = document.createElement(name);
  created.className = className;
  return created;
}
