import type { Message } from "./message.ts";

// Behind the end of an answer come usage, annotations, pings, and the ends of its other parts.
const MOST_MESSAGES = 16;
// Of large messages the last two are kept.
const MOST_CHARACTERS = 2 ** 20;

/** The last messages of a stream, as many as an end of it may stand among. */
export class RecentMessages {
  readonly #messages: Message[] = [];
  #characters = 0;

  /** Adds one, and forgets the oldest. */
  add(message: Message): void {
    this.#characters += message.data.length;
    this.#messages.push(message);
    while (this.#isFull()) this.#characters -= this.#messages.shift()?.data.length ?? 0;
  }

  /** What is kept, in order. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  #isFull(): boolean {
    const { length } = this.#messages;
    return length > MOST_MESSAGES || length > 2 && this.#characters > MOST_CHARACTERS;
  }
}
