import { defaultGuard, type FetchRequest, type Format, isJsonRpc, type StreamRequest } from "../../mod.ts";
import type { UpstreamFetchOptions } from "../options/proxy_options.ts";
import type { Upload } from "../upload/upload.ts";

// Milliseconds for the first byte of a request that the library doesn't recognize.
const FIRST_BYTE = 45_000;
// Milliseconds that each MiB of the prompt adds.
const PER_MEBIBYTE = 60_000;

/** Options for {@linkcode RequestedStream}. */
export interface RequestedStreamOptions {
  /** The `fetch` of the proxy's options. */
  readonly fetch: UpstreamFetchOptions;
  readonly formats: readonly Format[];
  readonly upload: Upload;
  /** Whether the path is one of the `streamPaths` of the proxy's options. */
  readonly isStreamPath: boolean;
  /** Is called when a format recognizes the request. */
  readonly onKnown?: (known: { stream: StreamRequest; format: Format | undefined }) => void;
}

/** The stream that one request asks for. It's known once the library has called {@linkcode guard}. */
export class RequestedStream {
  /** The stream, if a format recognizes it. */
  stream: StreamRequest | undefined;
  /** That format. */
  format: Format | undefined;
  readonly #options: RequestedStreamOptions;

  constructor(options: RequestedStreamOptions) {
    this.#options = options;
  }

  /** Decides whether the request is watched and may be retried; for the library's `guard`. */
  readonly guard = (request: FetchRequest): boolean => {
    const { fetch, formats, upload: { sketch }, isStreamPath } = this.#options;
    const seen = sketch ? withSketch(request, sketch) : request;
    this.stream = sketch ? firstOf(formats, (format) => format.recognize(seen)) : request.stream;
    this.format = formats.find(({ name }) => name === this.stream?.format);
    if (this.stream) this.#options.onKnown?.({ stream: this.stream, format: this.format });
    if (this.stream || isStreamPath && request.method === "POST" && !isJsonRpc(seen)) return true;
    return (fetch.guard ?? defaultGuard)(seen);
  };

  /**
   * Options of the library for this request. The library looks for no format if the body would take long to parse, or
   * is streamed.
   */
  get options(): UpstreamFetchOptions {
    const { fetch, formats, upload: { sketch } } = this.#options;
    if (!sketch) return { formats, guard: this.guard };
    return { formats: [], guard: this.guard, ttfbTimeout: fetch.ttfbTimeout ?? this.#firstByte };
  }

  /** Returns the time for the first byte, if the library looks for no format. */
  readonly #firstByte = ({ attempt, bodyBytes }: { attempt: number; bodyBytes: number | undefined }): number => {
    const { fetch, upload: { length = bodyBytes ?? 0 } } = this.#options;
    const sized = FIRST_BYTE + PER_MEBIBYTE * length / 2 ** 20;
    const known = this.stream && this.format?.contentTimeout(this.stream, length) || 0;
    const growth = fetch.retry && fetch.retry.ttfbGrowth || 2;
    return Math.max(sized, known) * growth ** (attempt - 1);
  };
}

/** Returns a request whose body is a sketch. */
function withSketch(request: FetchRequest, sketch: object): FetchRequest {
  const { url, method, headers, bodyBytes } = request;
  const text = JSON.stringify(sketch);
  return { url, method, headers, bodyBytes, text: () => text, json: () => sketch };
}

function firstOf<T, R>(list: readonly T[], map: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const result = map(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
