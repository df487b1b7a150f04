import { isEncoded } from "../headers/is_encoded.ts";
import { lateFailure } from "./late_failure.ts";
import type { PromisedAnswer } from "./promised_answer.ts";

// Milliseconds that the last words have to reach the socket before the stream errs.
const FLUSH_TIME = 200;
const encoder = new TextEncoder();

/** What an {@linkcode aliveBody} is made of. */
export interface AliveBodyOptions {
  readonly promised: PromisedAnswer;
  /** The answer that is waited for, its body one that ends with last words where it breaks. */
  readonly answered: Promise<Response>;
  /** Milliseconds between two signs of life. */
  readonly interval: number;
  /** Is called with the status of an answer that is told in words. */
  readonly onFailure: (status: number) => void;
  /** Is called when the client leaves. */
  readonly onLeave: (reason: unknown) => void;
}

/** Makes a body that shows signs of life until an answer comes, and is that answer from then on. */
export function aliveBody(options: AliveBodyOptions): ReadableStream<Uint8Array> {
  return new ReadableStream(new AliveSource(options), { highWaterMark: 0 });
}

class AliveSource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: AliveBodyOptions;
  readonly #answered: Promise<Response | undefined>;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #hasShown = false;
  #failure: { readonly error: unknown } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AliveBodyOptions) {
    this.#options = options;
    // What went wrong is logged by who answers.
    this.#answered = options.answered.catch(() => undefined);
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.#failure) return void (this.#timer = setTimeout(() => controller.error(this.#failure?.error), FLUSH_TIME));
    if (this.#reader) return await this.#passOn(this.#reader, controller);
    const answer = this.#hasShown ? await this.#soon() : "none yet";
    this.#hasShown = true;
    if (answer === "none yet") return controller.enqueue(encoder.encode(this.#options.promised.sign));
    if (answer && this.#isPromised(answer)) {
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

  /** Waits for the answer, until the next sign of life is due. */
  async #soon(): Promise<Response | undefined | "none yet"> {
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

  #isPromised(answer: Response): answer is Response & { readonly body: ReadableStream<Uint8Array> } {
    const { promised: { known, framing } } = this.#options;
    return !!answer.body && !isEncoded(answer.headers) && known.format?.framing(answer) === framing;
  }

  async #words(answer: Response | undefined): Promise<string> {
    const { promised: { known: { format, stream }, framing }, onFailure } = this.#options;
    onFailure(answer?.status ?? 500);
    const words = await lateFailure(answer ?? new Response(null, { status: 500 }));
    this.#failure = { error: new TypeError(words.message) };
    return stream && format?.lastWords(framing, words, stream) || "\n";
  }
}
