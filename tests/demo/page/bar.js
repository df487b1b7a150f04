/** The bar of one call: its attempts, first byte and end, on a time axis of the seconds since it began. */
export class Bar {
  #row = document.createElement("li");
  #label = element("span", "visually-hidden");
  #track = element("span", "track");
  #open = [];
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

  /** Is told what `onEvent` is told of attempts, and when. */
  observe({ type, attempt, hedge = false }, at) {
    if (type === "attempt") this.#begin(hedge, at);
    else if (type === "retry") this.#endAttempt(attempt, "lost", at);
    else if (type === "lost") this.#endAttempt(attempt, "overtaken", at);
    else return;
    this.#draw(at);
  }

  /** Gives the attempts after the first, each in the place of the one before, where they were not seen as they were made. */
  setAttempts(times) {
    for (const at of times) {
      this.#endAttempt(this.#attempts.length, "lost", at);
      this.#begin(false, at);
    }
  }

  firstByte(at) {
    this.#firstByte = at;
    this.#draw(at);
  }

  /** Draws what still runs up to now. */
  tick(now) {
    for (const part of this.#open) part.style.setProperty("--to", `${now}`);
  }

  /** @param {number} at @param {"answered" | "not answered" | "stopped"} result */
  end(at, result) {
    this.#draw(at);
    if (result !== "answered") { for (const part of this.#open) part.classList.add("dead"); }
    const { lane } = this.#attempts.find(({ to }) => to === undefined) ?? this.#attempts.at(-1) ?? { lane: 0 };
    this.#track.append(mark(result === "answered" ? "end" : "dead", at, lane));
    this.#open = [];
    this.#label.textContent = this.#describe(at, result);
    this.#row.title = this.#label.textContent;
  }

  /** An attempt begins, in the first lane that no other runs in. */
  #begin(hedge, from) {
    const taken = this.#attempts.filter(({ to }) => to === undefined).map(({ lane }) => lane);
    const lane = [...taken.keys(), taken.length].find((free) => !taken.includes(free));
    this.#attempts.push({ from, hedge, lane, kind: "waiting" });
  }

  #endAttempt(number, kind, to) {
    const attempt = this.#attempts[number - 1];
    if (attempt?.to === undefined) Object.assign(attempt, { kind, to });
  }

  #draw(now) {
    this.#open = [];
    const parts = this.#attempts.flatMap((attempt, index) => [
      ...this.#segments(attempt, now),
      ...(index > 0 ? [mark(attempt.hedge ? "hedge" : "lost", attempt.from, attempt.lane)] : []),
    ]);
    this.#row.style.setProperty("--lanes", `${Math.max(0, ...this.#attempts.map(({ lane }) => lane)) + 1}`);
    this.#track.replaceChildren(...parts);
  }

  /** Draws an attempt: if it still runs when the first byte comes, that byte is its. */
  #segments({ from, to, kind, lane }, now) {
    const begun = to === undefined ? this.#firstByte : undefined;
    const parts = [segment(kind, from, to ?? begun ?? now, lane)];
    if (begun !== undefined) parts.push(segment("streaming", begun, now, lane));
    if (to === undefined) this.#open.push(parts.at(-1));
    if (begun !== undefined) parts.push(mark("first-byte", begun, lane));
    return parts;
  }

  #describe(at, result) {
    const [{ from } = { from: at }] = this.#attempts;
    const count = this.#attempts.length === 1 ? "1 attempt" : `${this.#attempts.length} attempts`;
    const hedges = this.#attempts.filter(({ hedge }) => hedge).length;
    const beside = hedges === 0 ? "" : `, ${hedges} of them hedged`;
    const after = (time) => `after ${(time - from).toFixed(2)} s`;
    const begun = this.#firstByte === undefined ? "" : `, first byte ${after(this.#firstByte)}`;
    return `Call ${this.#number}: ${count}${beside}${begun}, ${result} ${after(at)}`;
  }
}

function segment(kind, from, to, lane) {
  return placed("segment", kind, { from, to, lane });
}

function mark(kind, at, lane) {
  return placed("mark", kind, { at, lane });
}

function placed(type, kind, properties) {
  const created = element("span", `${type} ${kind}`);
  for (const [name, value] of Object.entries(properties)) created.style.setProperty(`--${name}`, `${value}`);
  return created;
}

function element(name, className) {
  const created = document.createElement(name);
  created.className = className;
  return created;
}
