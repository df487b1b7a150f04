import type { Format } from "./format.ts";
import { mediaType } from "./messages/media_type.ts";
import { asked } from "./request/asked.ts";
import { contentTimeout } from "./request/content_timeout.ts";
import { pathOf, posted } from "./request/posted.ts";

const NAME = "bedrock";

/**
 * Creates the wire format of Amazon Bedrock's `converse-stream` and `invoke-with-response-stream`: the path asks for
 * the stream.
 *
 * Its binary frames aren't judged: the first byte counts as content, and nothing is added to the stream.
 *
 * @returns The format, for `formats`.
 * @see {@link https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html}
 *
 * @example A fetch for this API
 * ```ts
 * import { bedrock, createFetch } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [bedrock()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function bedrock(): Format {
  return {
    name: NAME,
    greetsEarly: false,
    recognize(request) {
      const body = posted(request, /\/model\/[^/]+\/(converse-stream|invoke-with-response-stream)$/);
      if (!body) return undefined;
      const [, model] = /\/model\/([^/]+)\//.exec(pathOf(request)) ?? [];
      return asked(NAME, { ...Object(body.additionalModelRequestFields), ...body }, model);
    },
    contentTimeout,
    framing: (response) => mediaType(response) === "application/vnd.amazon.eventstream" ? "bytes" : undefined,
    judge: () => undefined,
    lastWords: () => undefined,
    signOfLife: () => undefined,
  };
}
