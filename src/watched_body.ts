import type { OpenBody } from "./open_body.ts";
import type { Timer } from "./timer.ts";

/** How a body closed. */
export type BodyClose =
  | { readonly type: "end"; readonly cancelled: boolean }
  | { readonly type: "error"; readonly error: unknown };

/** What a {@linkcode watchedBody} is made from. */
export interface WatchedBodyOptions {
  /** The upstream's body. Where it is a byte stream, this one is too. */
  body: OpenBody;
  /** Chunks that were read already. */
  held: readonly Uint8Array<ArrayBuffer>[];
  /** What ends the body early. */
  signal: AbortSignal;
  /** Counts the upstream's silence; stopped once the body closes. */
  timer: Timer;
  /** Tells whether a chunk is progress. */
  isProgress: (chunk: Uint8Array) => boolean;
  /** Is called once, when the body has ended, erred or been cancelled. */
  onClose: (how: BodyClose) => void;
}

type Controller = ReadableByteStreamController | ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

/**
 * Makes the body that the caller reads: the held chunks, then the upstream's as
 * they are asked for, none of them ahead of the consumer. It errs with the
 * signal's reason as soon as that aborts, and never ends where the upstream did not.
 */
export function watchedBody(options: WatchedBodyOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { body, held, signal, timer, isProgress, onClose } = options;
  let begun: unknown = held[0];
  let open = true;
  let controller: Controller;

  function close(how: BodyClose): void {
    open = false;
    timer.stop();
    signal.removeEventListener("abort", listener);
    onClose(how);
  }

  function fail(error: unknown): void {
    if (!open) return;
    close({ type: "error", error });
    body.cancel(error).catch(() => {});
    controller.error(error);
  }

  const onAbort = () => fail(signal.reason);
  const listener = weakly(onAbort);

  function take({ done, value }: ReadableStreamReadResult<Uint8Array<ArrayBuffer>>): Promise<void> | void {
    if (!open) return;
    try {
      if (done) {
        close({ type: "end", cancelled: false });
        controller.close();
        // Only a byte stream has one; it is what a BYOB reader waits on.
        return (controller as ReadableByteStreamController).byobRequest?.respond(0);
      }
      if (value.byteLength === 0) return pull();
      begun = true;
      timer.rest(isProgress(value));
      controller.enqueue(value);
    } catch (error) {
      fail(error);
    }
  }

  // No async functions here, and no promise more: they would add turns of the microtask queue to each chunk.
  function pull(): Promise<void> {
    // An upstream may take its time for a first byte that nobody guards.
    if (begun) timer.run();
    return body.read().then(take, fail);
  }

  const source = {
    type: body.type(),
    // The stream keeps its source, and so what its listener must not.
    onAbort,
    start(given: Controller): void {
      controller = given;
      for (const chunk of held) controller.enqueue(chunk);
      if (signal.aborted) onAbort();
      else signal.addEventListener("abort", listener);
    },
    pull,
    cancel(reason: unknown): Promise<void> {
      close({ type: "end", cancelled: true });
      return body.cancel(reason);
    },
  };
  return new ReadableStream(source as UnderlyingByteSource, { highWaterMark: 0 });
}

// A long-lived signal must not keep a body that nobody reads any more: made out
// here, the listener holds nothing of it.
function weakly(run: () => void): () => void {
  const held = new WeakRef(run);
  return () => held.deref()?.();
}
