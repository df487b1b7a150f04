import type { LifeDetector } from "../events/life_sign.ts";
import type { StreamEnd, StreamJudge } from "../formats/format.ts";
import type { Resumption } from "../resume/resume_policy.ts";
import type { OpenBody } from "../runtime/runtime.ts";
import type { Clock } from "../time/clock.ts";
import { JudgedChunk } from "./judged_chunk.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Controller = ReadableByteStreamController | ReadableStreamDefaultController<Bytes>;

/** How a body closed. */
export type BodyClose =
  | { readonly type: "end"; readonly cancelled: boolean }
  | { readonly type: "error"; readonly error: unknown };

/** One response that the body is made of: more than one where it was resumed. */
export interface Leg {
  readonly body: OpenBody;
  /** What ends it early. */
  readonly signal: AbortSignal;
  /** Counts the upstream's silence. */
  readonly stale: Clock;
}

/** Goes on with a body that broke off. */
export interface Resumer {
  /** Follows what is handed out. */
  readonly resumption: Resumption;
  /**
   * Fetches what follows.
   *
   * @param error What the body broke off with.
   * @param over Aborts when nobody reads the body any more.
   * @returns The response that continues; `undefined` where the server says that nothing follows.
   * @throws What the body is to error with.
   */
  resume(error: unknown, over: AbortSignal): Promise<Leg | undefined>;
  /**
   * Returns what the body errors with where a response that was to continue it doesn't.
   *
   * @param error What the body broke off with.
   * @param reason What the resumption threw.
   */
  refuse(error: unknown, reason: unknown): unknown;
}

/** What a {@linkcode watchedBody} is made from. */
export interface WatchedBodyOptions {
  /** The response; where its body is a byte stream, this one is too. */
  readonly leg: Leg;
  /** Chunks that were read already. */
  readonly held: readonly Bytes[];
  /** Whether silence counts from the start, or only from the first chunk on. */
  readonly begun: boolean;
  /** Judges the body, where a format was recognized; it has seen the held chunks, unless there is a resumer. */
  readonly judge: StreamJudge | undefined;
  /** Whether the judge decides where the answer ends. */
  readonly complete: boolean;
  /** Tells whether a chunk is progress; by default each one is. It has seen what the judge has. */
  readonly detector: LifeDetector | undefined;
  /** Goes on after a break, if that's possible. */
  readonly resumer: Resumer | undefined;
  /** Makes the error of a body that ended early; `undefined` where that doesn't count. */
  readonly truncated: ((bytes: number, end: StreamEnd | undefined) => unknown) | undefined;
  /** Is called once, when the body has ended, errored or been cancelled. */
  readonly onClose: (how: BodyClose) => void;
}

// A member that isn't its own would be looked for in `Object.prototype`, where a program may have put anything.
const STRATEGY = { highWaterMark: 0, size: undefined };

/**
 * Makes the body that the caller reads: the held chunks, then the upstream's as they are asked for, none of them ahead of
 * the reader. It errors with the signal's reason as soon as that aborts, and never ends where the upstream's answer didn't.
 */
export function watchedBody(options: WatchedBodyOptions): ReadableStream<Bytes> {
  return new ReadableStream(new WatchedSource(options) as UnderlyingByteSource, STRATEGY);
}

/** No async functions here, and no promise more: they would add turns of the microtask queue to each chunk. */
class WatchedSource {
  readonly type: "bytes" | undefined;
  readonly #options: WatchedBodyOptions;
  readonly #onAbort: () => void;
  readonly #onBroken: (error: unknown) => void;
  #listener: () => void;
  #leg: Leg;
  #controller: Controller | undefined;
  #begun: boolean;
  #bytes = 0;
  #open = true;
  #over: AbortController | undefined;
  #broken: unknown;
  #giveUp: ((reason: unknown) => void) | undefined;

  constructor(options: WatchedBodyOptions) {
    this.#options = options;
    this.#leg = options.leg;
    this.#begun = options.begun;
    this.type = options.leg.body.isByteStream() ? "bytes" : undefined;
    // The source keeps what its listener mustn't.
    this.#onAbort = () => this.#abort();
    this.#listener = weakly(this.#onAbort);
    this.#onBroken = (error) => this.#notice(error);
  }

  start(controller: Controller): void {
    this.#controller = controller;
    for (const chunk of this.#options.held) {
      const bytes = this.#passed(chunk);
      // Without a resumption, whoever read them showed them.
      if (this.#options.resumer) this.#isProgress(bytes);
      this.#hand(bytes);
    }
    this.#listen();
    this.#leg.body.closed().catch(weakly(this.#onBroken));
  }

  pull(): Promise<void> {
    if (this.#begun) this.#leg.stale.start();
    if (this.#options.resumer) return this.#pullUntilGivenUp();
    return this.#leg.body.read().then((result) => this.#take(result), (error) => this.#break(error));
  }

  cancel(reason: unknown): Promise<void> {
    const { judge } = this.#options;
    // A reader that stops at the last event leaves nothing out.
    this.#close({ type: "end", cancelled: !judge?.end().complete });
    // What broke was cancelled already, and would reject with what it broke with.
    if (this.#over) return Promise.resolve(this.#over.abort(reason));
    return this.#leg.body.cancel(reason);
  }

  /** A body that can be resumed is given up on its clock, whether or not the platform heeds the signal. */
  #pullUntilGivenUp(): Promise<void> {
    const { body, signal } = this.#leg;
    return new Promise((resolve) => {
      let waits = true;
      const goOn = (next: () => Promise<void> | void) => {
        if (!waits) return;
        waits = false;
        resolve(next());
      };
      this.#giveUp = (reason) => goOn(() => this.#break(reason));
      body.read().then(
        (result) => goOn(() => this.#take(result)),
        // A runtime may reject with an error of its own before it calls our listener.
        (error) => goOn(() => this.#break(signal?.aborted ? signal.reason : error)),
      );
    });
  }

  #take({ done, value }: ReadableStreamReadResult<Bytes>): Promise<void> | void {
    if (!this.#open) return;
    try {
      if (done) return this.#end();
      if (value.byteLength === 0) return this.pull();
      this.#begun = true;
      const bytes = this.#passed(value);
      if (this.#isProgress(bytes)) this.#leg.stale.reset();
      else this.#leg.stale.rest();
      if (!this.#hand(bytes)) return this.pull();
    } catch (error) {
      this.#fail(error);
    }
  }

  #isProgress(bytes: Bytes): boolean {
    const { judge, detector } = this.#options;
    if (!judge && !detector) return true;
    const chunk = new JudgedChunk(bytes, judge);
    const progress = detector?.(chunk) ?? true;
    chunk.skim();
    return progress;
  }

  /** Returns what a resumption lets pass of a chunk: that's the answer, whatever the responses that it is made of. */
  #passed(chunk: Bytes): Bytes {
    const { resumer } = this.#options;
    try {
      return resumer ? resumer.resumption.push(chunk) : chunk;
    } catch (reason) {
      throw resumer?.refuse(this.#broken, reason);
    }
  }

  /** Hands bytes out; returns whether there were any. */
  #hand(bytes: Bytes): boolean {
    if (bytes.byteLength === 0) return false;
    this.#bytes += bytes.byteLength;
    this.#controller?.enqueue(bytes);
    return true;
  }

  /** The response ended cleanly, which says nothing of the answer. */
  #end(): Promise<void> | void {
    const { judge, resumer, truncated, complete: judges } = this.#options;
    const { complete = true, rest } = resumer?.resumption.end() ?? {};
    if (rest?.byteLength) judge?.skim(rest);
    const end = judges ? judge?.end() : undefined;
    const isWhole = resumer?.resumption.whole || complete && (end?.complete ?? true);
    if (truncated && !isWhole) return this.#break(truncated(this.#bytes, end));
    if (rest?.byteLength) this.#controller?.enqueue(rest);
    this.#close({ type: "end", cancelled: false });
    this.#controller?.close();
    // Only a byte stream has a request; it's what a BYOB reader waits on.
    (this.#controller as ReadableByteStreamController).byobRequest?.respond(0);
  }

  /** Undici's bodies break without a read: whoever waits for `closed` alone hears of it, once all has been read. */
  #notice(error: unknown): void {
    const isRead = this.#controller?.desiredSize === 0;
    if (this.#open && isRead && !this.#options.resumer) this.#fail(error);
  }

  #break(error: unknown): Promise<void> | void {
    if (!this.#open) return;
    const { resumer } = this.#options;
    if (!resumer) return this.#fail(error);
    if (resumer.resumption.whole) return this.#end();
    return this.#resume(resumer, error);
  }

  async #resume(resumer: Resumer, error: unknown): Promise<void> {
    this.#unlisten();
    this.#leg.stale.stop();
    this.#leg.body.cancel(error).catch(() => {});
    this.#over = new AbortController();
    this.#broken = error;
    try {
      const leg = await resumer.resume(error, this.#over.signal);
      if (!this.#open) return void leg?.body.cancel(error).catch(() => {});
      if (!leg) return await this.#end();
      this.#leg = leg;
      this.#over = undefined;
      this.#listen();
      if (this.#open) await this.pull();
    } catch (final) {
      const rest = resumer.resumption.rest();
      if (this.#open && rest.byteLength > 0) this.#controller?.enqueue(rest);
      this.#fail(final);
    }
  }

  #abort(): void {
    const { signal, stale } = this.#leg;
    if (stale.expired && this.#giveUp) this.#giveUp(signal?.reason);
    else this.#fail(signal?.reason);
  }

  #fail(error: unknown): void {
    if (!this.#open) return;
    this.#close({ type: "error", error });
    this.#leg.body.cancel(error).catch(() => {});
    this.#controller?.error(error);
  }

  #close(how: BodyClose): void {
    this.#open = false;
    this.#leg.stale.stop();
    this.#unlisten();
    this.#options.onClose(how);
  }

  #listen(): void {
    const { signal } = this.#leg;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener("abort", this.#listener);
  }

  #unlisten(): void {
    this.#leg.signal?.removeEventListener("abort", this.#listener);
  }
}

/** A long-lived signal mustn't keep a body that nobody reads any more: the listener, made out here, holds nothing of it. */
function weakly<T = void>(run: (value: T) => void): (value: T) => void {
  // Workers with a compatibility date before 2025-05-05 have none.
  if (typeof WeakRef === "undefined") return run;
  const held = new WeakRef(run);
  return (value) => held.deref()?.(value);
}
