import { concat, EventBlocks, withoutMark } from "./event_blocks.ts";
import { EventFields } from "./event_fields.ts";
import type { Acceptance, Continuation, Resumption } from "../resume_policy.ts";

// A larger event is handed out in chunks.
const MOST_HELD = 16 * 2 ** 20;
const NOTHING: Uint8Array<ArrayBuffer> = new Uint8Array(0);

/** What happens to a block: it's handed out, it was handed out before, or the stream can't be resumed from it on. */
export type BlockVerdict = "hand" | "drop" | "lost";

/** Tracks the position in a stream by its events. */
export interface EventCursor {
  /** Whether the stream is complete. */
  readonly whole: boolean;
  /** Whether a clean end of a response also ends the stream. */
  readonly endsCleanly: boolean;
  /**
   * Takes the next block.
   *
   * @throws {Error} If it doesn't continue the stream; the message is a clause.
   */
  take(fields: EventFields, block: Uint8Array): BlockVerdict;
  /** Returns the request that continues behind the last block; `undefined` if there's none. */
  next(): Continuation | undefined;
  /**
   * Judges the response to a continuation. Its blocks follow, if it's accepted.
   *
   * @param inEvent Whether an event had begun behind the last block.
   */
  accept(response: Response, inEvent: boolean): Acceptance;
}

/** Follows a stream of events by a cursor. Only whole events are handed out. */
export class FollowedEvents implements Resumption {
  readonly #cursor: EventCursor;
  readonly #blocks = new EventBlocks();
  #begins = true;
  #continued = false;
  #lost = false;
  #brokeInEvent = false;
  #ended = false;

  constructor(cursor: EventCursor) {
    this.#cursor = cursor;
  }

  get whole(): boolean {
    return this.#ended || !this.#lost && this.#cursor.whole && !this.#blocks.inEvent;
  }

  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#lost) return chunk;
    const handed: Uint8Array<ArrayBuffer>[] = [];
    for (const block of this.#blocks.push(chunk)) {
      const bare = this.#begins ? withoutMark(block) : block;
      this.#begins = false;
      const fields = new EventFields(bare);
      const verdict = this.#lost ? "hand" : this.#cursor.take(fields, bare);
      // The byte order mark of a continuation would be in the middle of the caller's stream.
      if (verdict !== "drop") handed.push(this.#continued ? bare : block);
      if (verdict === "lost") this.#lost = true;
      if (verdict === "hand" && fields.hasData) this.#brokeInEvent = false;
    }
    if (this.#blocks.pending > MOST_HELD) this.#giveUp();
    if (this.#lost) handed.push(this.#blocks.flush());
    return concat(handed);
  }

  end(): { complete: boolean; rest: Uint8Array<ArrayBuffer> } {
    // An event was cut off, so the stream isn't complete.
    const { whole, endsCleanly } = this.#cursor;
    const complete = this.#ended || this.#lost || whole || endsCleanly && !this.#brokeInEvent;
    return { complete, rest: complete ? this.rest() : NOTHING };
  }

  next(): Continuation | undefined {
    const continuation = this.#lost ? undefined : this.#cursor.next();
    if (continuation) {
      this.#brokeInEvent ||= this.#blocks.inEvent;
      this.#blocks.flush();
    }
    return continuation;
  }

  rest(): Uint8Array<ArrayBuffer> {
    return this.#blocks.flush();
  }

  accept(response: Response): Acceptance {
    const acceptance = this.#cursor.accept(response, this.#brokeInEvent);
    if (acceptance.kind === "continues") this.#begins = this.#continued = true;
    if (acceptance.kind === "ends") this.#ended = true;
    return acceptance;
  }

  #giveUp(): void {
    // Only its end would show whether it's new.
    if (this.#continued) throw new Error(`the server sent an event of more than ${MOST_HELD} bytes`);
    this.#lost = true;
  }
}
