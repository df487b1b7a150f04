import { fieldTime } from "./field_time.js";

/** The bar of one call: its attempts, first word and end, on a time axis of the seconds since it began. */
export class Bar {
  #row = document.createElement("li");
  #label = element("span", "visually-hidden");
  #track = element("span", "track");
  #open = [];
  #number;
  #attempts = [];
  #firstWord;
  #lastWord;
  #lanes = 1;
  #onLanes;

  /**
   * @param {HTMLElement} list
   * @param {number} number From `1`.
   * @param {(more: number) => void} onLanes Is called when the bar needs more lanes than before.
   */
  constructor(list, number, onLanes) {
    this.#onLanes = onLanes;
    this.#number = number;
    this.#row.dataset.number = `${number}`;
    this.#label.textContent = `Call ${number}: waiting`;
    this.#row.append(this.#label, this.#track);
    list.append(this.#row);
  }

  /** Takes what `onEvent` is called with, and when. */
  observe({ type, attempt, hedge = false, resume, reason }, at) {
    if (type === "attempt") this.#begin({ from: at, hedge, resumes: resume !== undefined });
    else if (type === "retry") this.#endAttempt(attempt, "lost", at, reason);
    else if (type === "lost") this.#endAttempt(attempt, "overtaken", at);
    else if (type === "resume") this.#breakOff();
    else return;
    this.#draw(at);
  }

  /** A word comes, from the attempt that still runs. */
  word(at) {
    this.#firstWord ??= at;
    this.#lastWord = at;
    const speaking = this.#attempts.find(({ to }) => to === undefined);
    if (!speaking || speaking.firstWord !== undefined) return;
    speaking.firstWord = at;
    this.#draw(at);
  }

  /** Takes the call again, with the requests after the first, where they were not seen as they were made. */
  replay(arrivals, words) {
    const [{ from }] = this.#attempts;
    this.#attempts = [];
    this.#firstWord = this.#lastWord = undefined;
    this.observe({ type: "attempt" }, from);
    const steps = [...words.map((at) => ({ at, isWord: true })), ...arrivals].sort((a, b) => a.at - b.at);
    for (const { at, isWord, resumes } of steps) {
      if (isWord) this.word(at);
      else {
        this.observe({ type: resumes ? "resume" : "retry", attempt: this.#attempts.length }, at);
        this.observe({ type: "attempt", resume: resumes ? "responses" : undefined }, at);
      }
    }
  }

  /** Draws what still runs up to now. */
  tick(now) {
    for (const part of this.#open) part.style.setProperty("--to", `${now}`);
  }

  /** @param {number} at @param {"answered" | "broken off" | "not answered" | "stopped"} result */
  end(at, result) {
    this.#draw(at);
    const { lane } = this.#attempts.find(({ to }) => to === undefined) ?? this.#attempts.at(-1) ?? { lane: 0 };
    if (result !== "answered") {
      for (const part of this.#open) if (part.classList.contains("waiting")) part.classList.add("dead");
      this.#track.append(mark("dead", at, lane));
    }
    this.#open = [];
    this.#label.textContent = this.#describe(at, result);
    this.#row.title = this.#label.textContent;
  }

  /** An attempt begins, in the first lane that no other runs in. */
  #begin(attempt) {
    const taken = this.#attempts.filter(({ to }) => to === undefined).map(({ lane }) => lane);
    const lane = [...taken.keys(), taken.length].find((free) => !taken.includes(free));
    this.#attempts.push({ ...attempt, lane, kind: "waiting" });
  }

  #endAttempt(number, kind, to, reason) {
    const attempt = this.#attempts[number - 1];
    if (attempt?.to === undefined) Object.assign(attempt, { kind, to, reason });
  }

  /** The answer broke off, at the latest word that is known of it. */
  #breakOff() {
    const speaking = this.#attempts.find(({ to }) => to === undefined);
    if (speaking) speaking.to = this.#lastWord ?? speaking.from;
  }

  #draw(now) {
    this.#open = [];
    const parts = this.#attempts.flatMap((attempt, index) => [
      ...this.#segments(attempt, this.#attempts[index - 1], now),
      ...(index > 0 ? this.#marks(attempt) : []),
    ]);
    const lanes = Math.max(0, ...this.#attempts.map(({ lane }) => lane)) + 1;
    if (lanes > this.#lanes) this.#onLanes(lanes - this.#lanes);
    this.#lanes = Math.max(lanes, this.#lanes);
    this.#row.style.setProperty("--lanes", `${this.#lanes}`);
    this.#track.replaceChildren(...parts);
  }

  /** Draws an attempt: until its first word, and from there on. One that resumes begins at the break. */
  #segments({ from, to, kind, lane, firstWord, resumes }, before, now) {
    const silent = segment(resumes ? "gap" : kind, resumes ? before?.to ?? from : from, firstWord ?? to ?? now, lane);
    const parts = firstWord === undefined ? [silent] : [silent, segment("streaming", firstWord, to ?? now, lane)];
    if (to === undefined) this.#open.push(parts.at(-1));
    return parts;
  }

  #marks({ from, hedge, resumes, lane, firstWord }) {
    if (resumes) return firstWord === undefined ? [] : [mark("resume", firstWord, lane)];
    return [mark(hedge ? "hedge" : "lost", from, lane)];
  }

  #describe(at, result) {
    const [{ from } = { from: at }] = this.#attempts;
    const count = this.#attempts.length === 1 ? "1 attempt" : `${this.#attempts.length} attempts`;
    const hedges = this.#attempts.filter(({ hedge }) => hedge).length;
    const preludes = this.#attempts.filter(({ reason }) => reason === "content").length;
    const greeted = preludes === 0 ? "" : `, ${preludes} of them silent behind a prelude`;
    const beside = hedges === 0 ? "" : `, ${hedges} of them hedged`;
    const after = (time) => `after ${fieldTime(time - from)}`;
    const begun = this.#firstWord === undefined ? "" : `, first word ${after(this.#firstWord)}`;
    const resumed = this.#attempts.filter(({ resumes, firstWord }) => resumes && firstWord !== undefined);
    const gone = resumed.map(({ firstWord }) => `, resumed ${after(firstWord)}`).join("");
    return `Call ${this.#number}: ${count}${greeted}${beside}${begun}${gone}, ${result} ${after(at)}`;
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
