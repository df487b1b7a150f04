import type { Format, LastWords } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import type { Classify } from "./messages/classify.ts";
import { createJudge } from "./messages/create_judge.ts";
import { eventMessages } from "./messages/event_messages.ts";
import { mediaType } from "./messages/media_type.ts";
import { contentTimeout } from "./request/content_timeout.ts";

/** The parts of a format of Server-Sent Events that differ between APIs. */
export interface EventFormat extends Pick<Format, "name" | "recognize"> {
  /** @default {false} */
  readonly greetsEarly?: boolean | undefined;
  /** Creates a function that classifies the messages of one stream. */
  classifier(stream: StreamRequest): Classify;
  /** Returns the last bytes of a broken stream. */
  lastWords(words: LastWords, stream: StreamRequest): string | undefined;
  /**
   * Returns a keep-alive message.
   *
   * @default A comment and a blank line, since some SDKs take the rest of the block for a part of the comment.
   */
  signOfLife?(stream: StreamRequest): string;
}

/** Creates a format of Server-Sent Events. A response without a content type is taken for them. */
export function defineEventFormat(parts: EventFormat): Format {
  const { name, greetsEarly = false, recognize, classifier, lastWords, signOfLife = comment } = parts;
  const framing: Format["framing"] = (response) => {
    const type = mediaType(response);
    return type === "" || type === "text/event-stream" ? "events" : undefined;
  };
  return {
    name,
    greetsEarly,
    recognize,
    contentTimeout,
    framing,
    judge(stream, response) {
      if (!framing(response)) return undefined;
      return createJudge({ reader: eventMessages(), classify: classifier(stream), answers: stream.answers });
    },
    lastWords: (framing, words, stream) => framing === "events" ? lastWords(words, stream) : undefined,
    signOfLife: (framing, stream) => framing === "events" ? signOfLife(stream) : undefined,
  };
}

function comment(): string {
  return ": keep-alive\n\n";
}
