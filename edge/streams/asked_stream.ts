import { defaultGuard, type FetchRequest, type Format, isJsonRpc, type StreamRequest } from "../../mod.ts";
import type { UpstreamFetchOptions } from "../options/proxy_options.ts";
import type { Upload } from "../upload/upload.ts";

// What a first byte is waited for where nothing else is known, and as long again for each MiB of the prompt.
const FIRST_BYTE = 45_000;
const PER_MEBIBYTE = 60_000;

/** What one request may ask for. */
export interface AskedStreamOptions {
  /** How upstreams are fetched. */
  readonly fetch: UpstreamFetchOptions;
  readonly formats: readonly Format[];
  readonly upload: Upload;
  /** Whether its path is one that the operator named. */
  readonly isStreamPath: boolean;
  /** Is called with what a format recognizes. */
  readonly onKnown?: (known: { stream: StreamRequest; format: Format | undefined }) => void;
}

/** Finds out what stream one request asks for, once the library looks at it. */
export class AskedStream {
  /** The stream, where a format recognizes it. */
  stream: StreamRequest | undefined;
  /** That format. */
  format: Format | undefined;
  readonly #options: AskedStreamOptions;

  constructor(options: AskedStreamOptions) {
    this.#options = options;
  }

  /** Tells whether the request is watched, and may be sent again; for the library's `guard`. */
  readonly guard = (request: FetchRequest): boolean => {
    const { fetch, formats, upload: { sketch }, isStreamPath } = this.#options;
    const seen = sketch ? sketched(request, sketch) : request;
    this.stream = sketch ? firstOf(formats, (format) => format.recognize(seen)) : request.stream;
    this.format = formats.find(({ name }) => name === this.stream?.format);
    if (this.stream) this.#options.onKnown?.({ stream: this.stream, format: this.format });
    if (this.stream || isStreamPath && request.method === "POST" && !isJsonRpc(seen)) return true;
    return (fetch.guard ?? defaultGuard)(seen);
  };

  /**
   * What the library is given for this request alone. It doesn't look for formats itself where a body would take long to
   * parse, or is passed on as it comes.
   */
  get options(): UpstreamFetchOptions {
    const { fetch, formats, upload: { sketch } } = this.#options;
    if (!sketch) return { formats, guard: this.guard };
    return { formats: [], guard: this.guard, ttfbTimeout: fetch.ttfbTimeout ?? this.#firstByte };
  }

  /** Returns how long the first byte may take of a request that the library doesn't recognize. */
  readonly #firstByte = ({ attempt, bodyBytes }: { attempt: number; bodyBytes: number | undefined }): number => {
    const { fetch, upload: { length = bodyBytes ?? 0 } } = this.#options;
    const sized = FIRST_BYTE + PER_MEBIBYTE * length / 2 ** 20;
    const known = this.stream && this.format?.contentTimeout(this.stream, length) || 0;
    const growth = fetch.retry && fetch.retry.ttfbGrowth || 2;
    return Math.max(sized, known) * growth ** (attempt - 1);
  };
}

/** A request, of whose body no more than a sketch is known. */
function sketched(request: FetchRequest, sketch: object): FetchRequest {
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
