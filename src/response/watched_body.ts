import { ResumedSource, type Resumer } from "./resumed_source.ts";
import { type Bytes, WatchedSource, type WatchOptions } from "./watched_source.ts";

/** What a {@linkcode watchedBody} is made from. */
export interface WatchedBodyOptions extends WatchOptions {
  /** Goes on after a break, if that's possible. */
  readonly resumer: Resumer | undefined;
}

// A member that isn't its own would be looked up in `Object.prototype`, where a program may have put anything.
const STRATEGY = { highWaterMark: 0, size: undefined };

/**
 * Makes the body that the caller reads: the held chunks, then the upstream's as the reader asks for them, none ahead of it.
 * It errors with the signal's reason as soon as that aborts, and never ends before the upstream's answer does.
 */
export function watchedBody({ resumer, ...options }: WatchedBodyOptions): ReadableStream<Bytes> {
  const source = resumer ? new ResumedSource(options, resumer) : new WatchedSource(options);
  return new ReadableStream(source as UnderlyingByteSource, STRATEGY);
}
