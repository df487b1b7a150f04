import type { LifeDetector } from "../events/life_sign.ts";
import type { StreamFailure, StreamJudge } from "../formats/format.ts";
import { JudgedChunk } from "../response/judged_chunk.ts";
import type { OpenBody } from "../runtime/runtime.ts";
import { abortable } from "../time/abortable.ts";

type Bytes = Uint8Array<ArrayBuffer>;

// A prelude beyond this is committed: what holds back more than a greeting holds back an answer.
const MOST_HELD = 64 * 2 ** 10;

/** How a body began. */
export type Beginning =
  /** The first byte, or the first content where that is waited for, is in; or the body ended and has nothing to wait for. */
  | { readonly kind: "committed" }
  /** Reading failed, or the attempt was aborted. */
  | { readonly kind: "broken"; readonly error: unknown }
  /** A format was recognized, and the body ended without content. */
  | { readonly kind: "truncated"; readonly lastEvent: string | undefined }
  /** The stream reported a failure before any content. */
  | StreamFailure;

/** What {@linkcode readBeginning} is given. */
export interface BeginningOptions {
  readonly body: OpenBody;
  /** What ends the reading. */
  readonly signal: AbortSignal;
  /** Judges the body, where a format was recognized. */
  readonly judge: StreamJudge | undefined;
  /** Whether the first content is waited for, or only the first byte. */
  readonly untilContent: boolean;
  /** Tells whether a chunk counts as the first byte; by default each one does. */
  readonly isFirstByte: LifeDetector | undefined;
  /** Sees each chunk, too: an event that begins here may end later. */
  readonly isProgress: LifeDetector | undefined;
  /** Gets the chunks that were read. */
  readonly held: Bytes[];
  /** Is called when the first byte is in. */
  readonly onFirstByte: () => void;
}

/**
 * Reads a body up to its commit, holding back what it reads.
 *
 * @param options The body, and what commits it.
 * @returns How the body began.
 * @throws What a function of the caller's threw.
 */
export async function readBeginning(options: BeginningOptions): Promise<Beginning> {
  const { body, signal, judge, untilContent, isFirstByte, isProgress, held, onFirstByte } = options;
  let alive = false;
  let size = 0;
  for (;;) {
    const result = await abortable(body.read(), signal).catch((error: unknown) => ({ error }));
    if ("error" in result) return { kind: "broken", error: result.error };
    const { done, value } = result;
    if (done) return judge && untilContent ? atEnd(judge) : { kind: "committed" };
    if (value.byteLength === 0) continue;
    held.push(value);
    size += value.byteLength;
    const chunk = new JudgedChunk(value, judge);
    isProgress?.(chunk);
    if (!alive && (isFirstByte?.(chunk) ?? true)) {
      alive = true;
      onFirstByte();
    }
    const verdict = untilContent ? chunk.verdict() : undefined;
    chunk.skim();
    if (verdict?.kind === "failure") return verdict;
    const isCommitted = verdict ? verdict.kind !== "prelude" : alive;
    if (isCommitted || size > MOST_HELD) return { kind: "committed" };
  }
}

function atEnd(judge: StreamJudge): Beginning {
  const { verdict, complete, lastEvent } = judge.end();
  if (verdict.kind === "failure") return verdict;
  return complete || verdict.kind !== "prelude" ? { kind: "committed" } : { kind: "truncated", lastEvent };
}
