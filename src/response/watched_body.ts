import { ResumedSource, type Resumer } from "./resumed_source.ts";
import { type Bytes, WatchedSource, type WatchOptions } from "./watched_source.ts";

/** What a {@linkcode watchedBody} is made from. */
export interface WatchedBodyOptions extends WatchOptions {
  /** Goes on after a break, if that's possible. */
  readonly resumer: Resumer | undefined;
}

// With `size` missing, the platform would look it up in `Object.prototype`, and a program may have put anything there.
const STRATEGY = { highWaterMark: 0, size: undefined };

/**
 * Makes the body that the caller reads: the held chunks first, then the upstream's. It reads a chunk only when the reader
 * asks for one. It errors as soon as the signal aborts, with its reason, and never ends before the upstream's answer does.
 */
export function watchedBody({ resumer, ...options }: WatchedBodyOptions): ReadableStream<Bytes> {
  const source = resumer ? new ResumedSource(options, resumer) : new WatchedSource(options);
  return new ReadableStream(source as UnderlyingByteSource, STRATEGY);
}
