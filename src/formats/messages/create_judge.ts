import type { StreamEnd, StreamJudge, Verdict } from "../format.ts";
import { type Classification, type Classify, CONTENT, END, type JsonObject, PRELUDE, UNKNOWN } from "./classify.ts";
import type { Message, MessageReader } from "./message.ts";
import { RecentMessages } from "./recent_messages.ts";

/** What a judge is made of. */
export interface JudgeParts {
  /** Reads the messages of the body. */
  readonly reader: MessageReader;
  /** Tells what one of them means. */
  readonly classify: Classify;
  /** How many answers the stream holds, each with an end of its own; by default one. */
  readonly answers?: number | undefined;
}

/**
 * Makes a judge of one body.
 *
 * What every format has in common: `[DONE]` is an end; what isn't JSON, or no object, is content; an end or a failure among
 * the last messages makes the stream complete, since a reported failure isn't silent. Where there are several answers, all that
 * began have to end.
 *
 * What can't be judged is complete, and content: a body whose framing isn't the one that its type promises, one whose messages
 * are all unknown, as those of another API at the same path, and one with a message larger than any. A body without a byte, or of comments alone, isn't complete.
 */
export function createJudge({ reader, classify, answers = 1 }: JudgeParts): StreamJudge {
  const recent = new RecentMessages();
  const begun = new Set<unknown>();
  const ended = new Set<unknown>();

  function take(message: Message): void {
    recent.add(message);
    if (answers === 1) return;
    const { kind, answers: some = [] } = classificationOf(message, classify);
    for (const answer of some) (kind === "end" ? ended : begun).add(answer);
  }

  function judge(messages: readonly Message[]): Verdict {
    messages.forEach(take);
    for (const message of messages) {
      const { answers: _, unknown: __, ...verdict } = classificationOf(message, classify);
      if (verdict.kind !== "prelude") return verdict;
    }
    return reader.overflows() ? CONTENT : PRELUDE;
  }

  function isEnd({ kind, answers: some }: Classification): boolean {
    return kind === "failure" || kind === "end" && (answers === 1 || !some);
  }

  function isComplete(): boolean {
    const haveEnded = ended.size > 0 && [...begun].every((answer) => ended.has(answer));
    if (haveEnded || reader.overflows() || reader.isForeign()) return true;
    const classifications = recent.messages.map((message) => classificationOf(message, classify));
    const isUnknown = classifications.every(({ unknown }) => unknown) &&
      classifications.some(({ kind }) => kind === "content");
    return isUnknown || classifications.some(isEnd);
  }

  return {
    push: (chunk) => judge(reader.push(chunk)),
    skim: (chunk) => reader.push(chunk).forEach(take),
    end(): StreamEnd {
      // A torn message isn't one.
      const verdict = judge(reader.end().filter(isWhole));
      return {
        verdict: verdict.kind === "prelude" && reader.isForeign() ? CONTENT : verdict,
        complete: isComplete(),
        lastEvent: nameOf(recent.messages.at(-1)),
        sequence: sequenceOf(recent.messages),
      };
    },
  };
}

function classificationOf({ event, data }: Message, classify: Classify): Classification {
  const text = data.trim();
  if (!text) return PRELUDE;
  if (text.startsWith("[DONE]")) return END;
  const json = objectOf(text);
  return json ? classify(json, event) : UNKNOWN;
}

function isWhole({ data }: Message): boolean {
  return data.startsWith("[DONE]") || objectOf(data) !== undefined;
}

function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : undefined;
  } catch {
    return undefined;
  }
}

function nameOf(message: Message | undefined): string | undefined {
  if (!message) return undefined;
  if (message.event) return message.event;
  const { type, event_type, object } = objectOf(message.data) ?? {};
  const name = [type, event_type, object].find((name) => typeof name === "string");
  return name as string | undefined ?? (message.data.startsWith("[DONE]") ? "[DONE]" : undefined);
}

function sequenceOf(messages: readonly Message[]): number | undefined {
  const numbers = messages.map(({ data }) => objectOf(data)?.sequence_number);
  return numbers.findLast((number) => typeof number === "number");
}
