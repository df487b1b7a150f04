import { EventLog } from "./event_log.ts";
import type { BlockVerdict } from "./followed_events.ts";

/** State of the current response: the first one, or a continuation. */
type Stage = "first" | "continuing" | "repeating" | "new";

/**
 * Tracks the position of events by their ids, over all responses of one stream.
 *
 * A continuation begins behind the last event, or repeats some events byte for byte first.
 */
export class IdSequence {
  readonly #log = new EventLog();
  #stage: Stage = "first";
  /** The id of the last event, if it has one. */
  #last: string | undefined;
  /** Whether each id so far was a number, one higher than the one before. */
  #counts: boolean | undefined;
  #repeated = 0;

  /** The id to resume behind: that of the last event, if no other event has it. */
  get place(): string | undefined {
    const id = this.#last;
    return id !== undefined && this.#log.find(id).length === 1 ? id : undefined;
  }

  /** Begins a continuation. */
  continue(): void {
    this.#stage = "continuing";
  }

  /**
   * Takes the next event.
   *
   * @throws {Error} If it doesn't continue the stream. The message is a clause.
   */
  take(id: string | undefined, block: Uint8Array): BlockVerdict {
    if (this.#stage === "continuing") this.#begin(id);
    if (this.#stage === "repeating") {
      if (this.#repeated < this.#log.length) return this.#drop(id, block);
      this.#stage = "new";
    }
    if (this.#stage === "new") this.#follows(id);
    if (this.#log.full) return "lost";
    this.#log.add(id, block);
    if (id === undefined) this.#counts = false;
    else if (this.#last !== undefined && this.#counts !== false) this.#counts = isSuccessor(id, this.#last);
    this.#last = id;
    return "hand";
  }

  /** Finds out whether a continuation begins behind the last event, or repeats events. */
  #begin(id: string | undefined): void {
    // Without an id, it may be a repetition.
    if (id === undefined) throw new Error("the server began with an event without an id");
    const [place, another] = this.#log.find(id);
    if (another !== undefined) throw new Error("the server repeated an id that several events have");
    this.#stage = place === undefined ? "new" : "repeating";
    this.#repeated = place ?? 0;
  }

  #drop(id: string | undefined, block: Uint8Array): BlockVerdict {
    if (this.#log.matches(this.#repeated++, id, block)) return "drop";
    throw new Error("the server repeated an event with other content");
  }

  /** Checks a new event of a continuation. */
  #follows(id: string | undefined): void {
    if (id === undefined) return;
    if (this.#log.find(id).length > 0) throw new Error("the server repeated an event after a new one");
    if (this.#counts && this.#last !== undefined && !isSuccessor(id, this.#last)) {
      throw new Error("the server skipped an event");
    }
  }
}

function isSuccessor(id: string, last: string): boolean {
  const number = Number(id);
  return number === Number(last) + 1 && number <= Number.MAX_SAFE_INTEGER && /^\d+$/.test(id) && /^\d+$/.test(last);
}
