import { isEncoded } from "../headers/is_encoded.ts";
import { lastWordsFor } from "./last_words_for.ts";
import type { EarlyAnswer } from "./early_answer.ts";

// Milliseconds between the last words and the error, so that they reach the socket.
const FLUSH_TIME = 200;
const encoder = new TextEncoder();

/** Options for {@linkcode keepAliveBody}. */
export interface KeepAliveBodyOptions {
  /** The answer that the client gets first. */
  readonly early: EarlyAnswer;
  /** The upstream's answer. Its body ends with last words if it breaks off. */
  readonly answered: Promise<Response>;
  /** Milliseconds between two keep-alive messages. */
  readonly interval: number;
  /** Is called with the status code of an answer that the client gets as an error message. */
  readonly onFailure: (status: number) => void;
  /** Is called when the client leaves. */
  readonly onLeave: (reason: unknown) => void;
}

/** Creates a body that sends keep-alive messages until the upstream's answer comes, and then that answer. */
export function keepAliveBody(options: KeepAliveBodyOptions): ReadableStream<Uint8Array> {
  return new ReadableStream(new KeepAliveSource(options), { highWaterMark: 0 });
}

class KeepAliveSource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: KeepAliveBodyOptions;
  readonly #answered: Promise<Response | undefined>;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #hasBegun = false;
  #failure: { readonly error: unknown } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: KeepAliveBodyOptions) {
    this.#options = options;
    // The code that creates the answer logs its failures.
    this.#answered = options.answered.catch(() => undefined);
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.#failure) return void (this.#timer = setTimeout(() => controller.error(this.#failure?.error), FLUSH_TIME));
    if (this.#reader) return await this.#passOn(this.#reader, controller);
    const answer = this.#hasBegun ? await this.#answerInTime() : "none yet";
    this.#hasBegun = true;
    if (answer === "none yet") return controller.enqueue(encoder.encode(this.#options.early.sign));
    if (answer && this.#fitsEarlyAnswer(answer)) {
      this.#reader = answer.body.getReader();
      return await this.#passOn(this.#reader, controller);
    }
    controller.enqueue(encoder.encode(await this.#words(answer)));
  }

  cancel(reason: unknown): void {
    clearTimeout(this.#timer);
    this.#options.onLeave(reason);
    if (this.#reader) this.#reader.cancel(reason).catch(() => {});
    else this.#answered.then((answer) => answer?.body?.cancel(reason)).catch(() => {});
  }

  /** Waits for the answer until the next keep-alive message is due. */
  async #answerInTime(): Promise<Response | undefined | "none yet"> {
    const due = new Promise<"none yet">((resolve) => {
      this.#timer = setTimeout(() => resolve("none yet"), this.#options.interval);
    });
    try {
      return await Promise.race([this.#answered, due]);
    } finally {
      clearTimeout(this.#timer);
    }
  }

  async #passOn(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): Promise<void> {
    const { done, value } = await reader.read();
    if (done) controller.close();
    else controller.enqueue(value);
  }

  #fitsEarlyAnswer(answer: Response): answer is Response & { readonly body: ReadableStream<Uint8Array> } {
    const { early: { known, framing } } = this.#options;
    return !!answer.body && !isEncoded(answer.headers) && known.format?.framing(answer) === framing;
  }

  async #words(answer: Response | undefined): Promise<string> {
    const { early: { known: { format, stream }, framing }, onFailure } = this.#options;
    onFailure(answer?.status ?? 500);
    const words = await lastWordsFor(answer ?? new Response(null, { status: 500 }));
    this.#failure = { error: new TypeError(words.message) };
    return stream && format?.lastWords(framing, words, stream) || "\n";
  }
}
