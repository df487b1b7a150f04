import type { FetchRequest } from "../request/fetch_request.ts";
import { answersAt } from "./answers_at.ts";
import { refusal, statusRefusal } from "./refusal.ts";
import type { Acceptance, Continuation, ResumePolicy, Resumption } from "./resume_policy.ts";

// A caller who sends one of these wants less than the whole, or has a part already.
const CONDITIONAL = ["range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];
const NOTHING: Uint8Array<ArrayBuffer> = new Uint8Array(0);

/**
 * Resumes a broken download at the byte where it broke, by a range request.
 *
 * It supports a GET whose answer has status 200, `Accept-Ranges: bytes`, a strong `ETag`, a `Content-Length` and no
 * content coding, and wasn't redirected. It doesn't support a conditional request, or one with a range. Only a 206 with
 * the same `ETag` and exactly the rest continues the answer. Any other response is an error.
 *
 * `Last-Modified` isn't used as a validator. Two versions that were made within a second, or whose times were set by a
 * tool, share it. Without a `Content-Length`, it isn't known what is whole, and some runtimes remove it together with
 * the `Content-Encoding` that they decode.
 *
 * @returns A policy for `resume`.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5} for `If-Range`,
 * {@link https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2.2} for `Last-Modified`
 *
 * @example A download that is resumed
 * ```ts ignore
 * import { createFetch, resumeRange } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ resume: [resumeRange()] });
 * const response = await fetch("https://example.com/large.iso");
 * ```
 */
export function resumeRange(): ResumePolicy {
  return {
    name: "range",
    follow(request, response) {
      const total = followableLength(request, response);
      return total === undefined ? undefined : new FollowedBytes(request.url, response, total);
    },
  };
}

/** Returns the length of an answer; `undefined` if it can't be resumed. */
function followableLength(request: FetchRequest, response: Response): number | undefined {
  const { headers } = response;
  if (request.method !== "GET" || CONDITIONAL.some((name) => request.headers.has(name))) return undefined;
  if (response.status !== 200 || !answersAt(request.url, response)) return undefined;
  if (headers.get("accept-ranges")?.trim().toLowerCase() !== "bytes") return undefined;
  if (isCoded(headers) || !isStrong(headers.get("etag"))) return undefined;
  return wholeNumber(headers.get("content-length"));
}

class FollowedBytes implements Resumption {
  readonly #url: string;
  readonly #etag: string;
  readonly #total: number;
  #position = 0;
  #continued = false;
  #lost = false;

  constructor(url: string, { headers }: Response, total: number) {
    this.#url = url;
    this.#etag = headers.get("etag") as string;
    this.#total = total;
  }

  get whole(): boolean {
    return !this.#lost && this.#position === this.#total;
  }

  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.#position += chunk.byteLength;
    if (this.#position > this.#total) {
      if (this.#continued) throw new Error(`the server sent more than the ${this.#total} bytes that it announced`);
      // The runtime decoded the body without showing it, or accepted a wrong length.
      this.#lost = true;
    }
    return chunk;
  }

  end(): { complete: boolean; rest: Uint8Array<ArrayBuffer> } {
    return { complete: this.#lost || this.whole, rest: NOTHING };
  }

  next(): Continuation | undefined {
    if (this.#lost || this.whole) return undefined;
    return {
      headers: { "range": `bytes=${this.#position}-`, "if-range": this.#etag, "accept-encoding": "identity" },
    };
  }

  rest(): Uint8Array<ArrayBuffer> {
    return NOTHING;
  }

  accept(response: Response): Acceptance {
    const { headers, status } = response;
    if (!answersAt(this.#url, response)) return refusal("the server redirected");
    if (status === 200) return refusal("the server sent the whole again, or another version of it");
    if (status !== 206) return statusRefusal(response);
    const etag = headers.get("etag");
    if (etag !== this.#etag) return refusal(`its ETag changed from ${this.#etag} to ${etag ?? "none"}`);
    if (isCoded(headers)) return refusal("it has a content coding");
    const range = `bytes ${this.#position}-${this.#total - 1}/${this.#total}`;
    const given = headers.get("content-range")?.trim();
    if (given?.toLowerCase() !== range) return refusal(`its Content-Range isn't ${range}, but ${given ?? "missing"}`);
    const length = headers.get("content-length");
    if (length !== null && wholeNumber(length) !== this.#total - this.#position) {
      return refusal(`its Content-Length isn't ${this.#total - this.#position}, but ${length}`);
    }
    this.#continued = true;
    return { kind: "continues" };
  }
}

function isStrong(etag: string | null): boolean {
  return etag !== null && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag);
}

function isCoded(headers: Headers): boolean {
  const coding = headers.get("content-encoding") ?? "identity";
  const transfer = headers.get("transfer-encoding") ?? "chunked";
  return !/^identity$/i.test(coding) || !/^chunked$/i.test(transfer);
}

function wholeNumber(value: string | null): number | undefined {
  const number = value !== null && /^\d{1,15}$/.test(value) ? Number(value) : NaN;
  return number > 0 ? number : undefined;
}
