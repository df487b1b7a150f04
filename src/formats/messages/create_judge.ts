import { jsonObject } from "../../checks/json_object.ts";
import type { StreamEnd, StreamJudge, Verdict } from "../format.ts";
import { type Classification, type Classify, CONTENT, END, PRELUDE, UNKNOWN } from "./classify.ts";
import type { Message, MessageReader } from "./message.ts";
import { RecentMessages } from "./recent_messages.ts";

/** Options for {@linkcode createJudge}. */
export interface JudgeParts {
  /** Reads the messages of the body. */
  readonly reader: MessageReader;
  /** Returns what a message means. */
  readonly classify: Classify;
  /** Number of answers in the stream, each with its own end; by default one. */
  readonly answers?: number | undefined;
}

/**
 * Creates a judge of one body.
 *
 * The following holds for every format. `[DONE]` is an end. A message that isn't a JSON object is content. A stream is
 * complete if an end or a failure is among its last messages. If there are several answers, all that began have to end.
 *
 * A body that can't be judged is complete, and content: one with another framing than its type says, one with unknown
 * messages only (perhaps of another API at the same path), and one with a message that is too large. A body that is
 * empty, or holds comments only, isn't complete.
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
      // A message that is cut off doesn't count.
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
  const json = jsonObject(text);
  return json ? classify(json, event) : UNKNOWN;
}

function isWhole({ data }: Message): boolean {
  return data.startsWith("[DONE]") || jsonObject(data) !== undefined;
}

function nameOf(message: Message | undefined): string | undefined {
  if (!message) return undefined;
  if (message.event) return message.event;
  const { type, event_type, object } = jsonObject(message.data) ?? {};
  const name = [type, event_type, object].find((name) => typeof name === "string");
  return name as string | undefined ?? (message.data.startsWith("[DONE]") ? "[DONE]" : undefined);
}

function sequenceOf(messages: readonly Message[]): number | undefined {
  const numbers = messages.map(({ data }) => jsonObject(data)?.sequence_number);
  return numbers.findLast((number) => typeof number === "number");
}
