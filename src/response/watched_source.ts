import type { LifeDetector } from "../events/life_sign.ts";
import type { StreamEnd, StreamJudge } from "../formats/format.ts";
import type { OpenBody } from "../runtime/runtime.ts";
import type { Clock } from "../time/clock.ts";
import { JudgedChunk } from "./judged_chunk.ts";

export type Bytes = Uint8Array<ArrayBuffer>;
type Controller = ReadableByteStreamController | ReadableStreamDefaultController<Bytes>;

/** How a body closed. */
export type BodyClose =
  | { readonly type: "end"; readonly cancelled: boolean }
  | { readonly type: "error"; readonly error: unknown };

/** One response of the body. A resumed body has several. */
export interface Leg {
  readonly body: OpenBody;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Counts the upstream's silence. */
  readonly stale: Clock;
}

/** Options for {@linkcode WatchedSource}. */
export interface WatchOptions {
  /** The response; if its body is a byte stream, the watched one is too. */
  readonly leg: Leg;
  /** Chunks that were read already. */
  readonly held: readonly Bytes[];
  /** Whether silence counts from the start, or only from the first chunk on. */
  readonly begun: boolean;
  /** Judges the body, if a format was recognized. It has seen the held chunks, unless the body can be resumed. */
  readonly judge: StreamJudge | undefined;
  /** Whether the judge decides where the answer ends. */
  readonly complete: boolean;
  /** Returns whether a chunk is progress; by default, each one is. It has seen the same chunks as the judge. */
  readonly detector: LifeDetector | undefined;
  /** Creates the error of a body that ended early; `undefined` if an early end isn't an error. */
  readonly truncated: ((bytes: number, end: StreamEnd | undefined) => unknown) | undefined;
  /** Is called once, when the body has ended, errored or been cancelled. */
  readonly onClose: (how: BodyClose) => void;
}

/**
 * The source of the body that the caller reads: one response, under its clock and its signal.
 *
 * Its methods aren't async functions: each would add turns of the microtask queue to every chunk.
 */
export class WatchedSource {
  readonly type: "bytes" | undefined;
  protected readonly options: WatchOptions;
  protected leg: Leg;
  protected isOpen = true;
  protected bytes = 0;
  readonly #onAbort: () => void;
  readonly #onBroken: (error: unknown) => void;
  readonly #listener: () => void;
  #controller: Controller | undefined;
  #begun: boolean;

  constructor(options: WatchOptions) {
    this.options = options;
    this.leg = options.leg;
    this.#begun = options.begun;
    this.type = options.leg.body.isByteStream() ? "bytes" : undefined;
    // The source holds both functions. The listeners hold them weakly.
    this.#onAbort = () => this.abort();
    this.#listener = weakly(this.#onAbort);
    this.#onBroken = (error) => this.notice(error);
  }

  start(controller: Controller): void {
    this.#controller = controller;
    for (const chunk of this.options.held) this.handHeld(chunk);
    this.listen();
    this.leg.body.closed().catch(weakly(this.#onBroken));
  }

  pull(): Promise<void> {
    this.startClock();
    return this.leg.body.read().then((result) => this.take(result), (error) => this.break(error));
  }

  cancel(reason: unknown): Promise<void> {
    this.closeCancelled();
    return this.leg.body.cancel(reason);
  }

  protected handHeld(chunk: Bytes): void {
    this.hand(chunk);
  }

  /** Returns what the caller may read of a chunk. */
  protected passed(chunk: Bytes): Bytes {
    return chunk;
  }

  protected take({ done, value }: ReadableStreamReadResult<Bytes>): Promise<void> | void {
    if (!this.isOpen) return;
    try {
      if (done) return this.end();
      if (value.byteLength === 0) return this.pull();
      this.#begun = true;
      const bytes = this.passed(value);
      if (this.isProgress(bytes)) this.leg.stale.reset();
      else this.leg.stale.rest();
      if (!this.hand(bytes)) return this.pull();
    } catch (error) {
      this.fail(error);
    }
  }

  protected isProgress(bytes: Bytes): boolean {
    const { judge, detector } = this.options;
    if (!judge && !detector) return true;
    const chunk = new JudgedChunk(bytes, judge);
    const progress = detector?.(chunk) ?? true;
    chunk.skim();
    return progress;
  }

  /** Enqueues bytes, and returns whether there were any. */
  protected hand(bytes: Bytes): boolean {
    if (bytes.byteLength === 0) return false;
    this.bytes += bytes.byteLength;
    this.#controller?.enqueue(bytes);
    return true;
  }

  /** Ends the body after a clean end of the response, unless the judge says that the answer isn't complete. */
  protected end(): Promise<void> | void {
    const { truncated } = this.options;
    const end = this.judgedEnd();
    if (truncated && end?.complete === false) return this.break(truncated(this.bytes, end));
    this.finish();
  }

  /** Returns the judge's verdict on the end, if it decides. */
  protected judgedEnd(): StreamEnd | undefined {
    const { judge, complete } = this.options;
    return complete ? judge?.end() : undefined;
  }

  protected finish(): void {
    this.close({ type: "end", cancelled: false });
    this.#controller?.close();
    // In a byte stream, a BYOB reader waits until its request is answered.
    (this.#controller as ReadableByteStreamController).byobRequest?.respond(0);
  }

  /**
   * Errors the body if it breaks while no read is pending, as undici's bodies can. Chunks in the queue are read first.
   */
  protected notice(error: unknown): void {
    if (this.#controller?.desiredSize === 0) this.fail(error);
  }

  protected break(error: unknown): Promise<void> | void {
    this.fail(error);
  }

  protected abort(): void {
    this.fail(this.leg.signal.reason);
  }

  protected fail(error: unknown): void {
    if (!this.isOpen) return;
    this.close({ type: "error", error });
    this.leg.body.cancel(error).catch(() => {});
    this.#controller?.error(error);
  }

  /** Closes the body after a cancel. A reader that stops at the last event has the whole answer. */
  protected closeCancelled(): void {
    this.close({ type: "end", cancelled: !this.options.judge?.end().complete });
  }

  protected close(how: BodyClose): void {
    this.isOpen = false;
    this.leg.stale.stop();
    this.unlisten();
    this.options.onClose(how);
  }

  protected startClock(): void {
    if (this.#begun) this.leg.stale.start();
  }

  protected listen(): void {
    const { signal } = this.leg;
    if (signal.aborted) this.abort();
    else signal.addEventListener("abort", this.#listener);
  }

  protected unlisten(): void {
    this.leg.signal.removeEventListener("abort", this.#listener);
  }
}

/**
 * Returns a function that holds another one weakly, so that a long-lived signal doesn't keep an abandoned body alive.
 */
function weakly<T = void>(run: (value: T) => void): (value: T) => void {
  // Workers with a compatibility date before 2025-05-05 have no `WeakRef`.
  if (typeof WeakRef === "undefined") return run;
  const held = new WeakRef(run);
  return (value) => held.deref()?.(value);
}
