import type { Message } from "./message.ts";

// Usage, annotations, pings, and the ends of other parts may follow the end of an answer.
const MOST_MESSAGES = 16;
// The last two messages are kept, even if they are large.
const MOST_CHARACTERS = 2 ** 20;

/** The last messages of a stream, among which its end may be. */
export class RecentMessages {
  readonly #messages: Message[] = [];
  #characters = 0;

  /** Adds a message, and drops the oldest ones. */
  add(message: Message): void {
    this.#characters += message.data.length;
    this.#messages.push(message);
    while (this.#isFull()) this.#characters -= this.#messages.shift()?.data.length ?? 0;
  }

  /** The messages in order. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  #isFull(): boolean {
    const { length } = this.#messages;
    return length > MOST_MESSAGES || length > 2 && this.#characters > MOST_CHARACTERS;
  }
}
