import type { LifeDetector } from "../events/life_sign.ts";
import type { StreamFailure, StreamJudge } from "../formats/format.ts";
import { compactChunk } from "../runtime/compact_chunk.ts";
import { JudgedChunk } from "../response/judged_chunk.ts";
import type { OpenBody } from "../runtime/runtime.ts";
import { abortable } from "../time/abortable.ts";

type Bytes = Uint8Array<ArrayBuffer>;

// A longer prelude is committed: it may be an answer that the format doesn't know.
const MOST_HELD = 64 * 2 ** 10;

/** How a body began. */
export type Beginning =
  /**
   * The first byte or the first content has come, whichever is waited for; or the body ended, and nothing is missing.
   */
  | { readonly kind: "committed" }
  /** Reading failed, or the attempt was aborted. */
  | { readonly kind: "broken"; readonly error: unknown }
  /** A format was recognized, and the body ended without content. */
  | { readonly kind: "truncated"; readonly lastEvent: string | undefined }
  /** The stream reported a failure before any content. */
  | StreamFailure;

/** Options for {@linkcode readBeginning}. */
export interface BeginningOptions {
  readonly body: OpenBody;
  /** What ends the reading. */
  readonly signal: AbortSignal;
  /** Judges the body, if a format was recognized. */
  readonly judge: StreamJudge | undefined;
  /** Whether to wait for the first content, not only for the first byte. */
  readonly untilContent: boolean;
  /** Returns whether a chunk counts as the first byte. By default, each one does. */
  readonly isFirstByte: LifeDetector | undefined;
  /** Is called with each chunk, too, since an event that begins here may end later. */
  readonly isProgress: LifeDetector | undefined;
  /** Gets the chunks that were read. */
  readonly held: Bytes[];
  /** Is called when the first byte has come. */
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
    held.push(compactChunk(value));
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
