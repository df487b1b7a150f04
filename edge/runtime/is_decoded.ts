interface Runtime {
  readonly Deno?: unknown;
  readonly Bun?: unknown;
  readonly navigator?: { readonly userAgent?: string };
  readonly process?: { readonly versions?: { readonly undici?: string } };
}

const { Deno, Bun, navigator, process } = globalThis as Runtime;
const ON_WORKERS = navigator?.userAgent === "Cloudflare-Workers";
// The first version of undici that decodes zstd.
const ZSTD_SINCE = 7;

/**
 * Checks whether `fetch` has decoded a body. Runtimes know different encodings, and don't report what they decoded.
 *
 * @param encoding The `Content-Encoding` of the response.
 * @param request The headers of the request.
 * @returns `true` if the body is decoded.
 */
export function isDecoded(encoding: string, request: Headers): boolean {
  // workerd decodes these spellings only.
  if (ON_WORKERS) return /^(gzip|br)$/.test(encoding);
  if (Deno) return /^(gzip|br)$/i.test(encoding) && request.get("accept-encoding") !== "identity";
  const layers = encoding.toLowerCase().split(",").map((layer) => layer.trim());
  if (Bun) {
    const [layer, ...others] = layers.filter((layer) => layer !== "identity");
    return others.length === 0 && layer !== undefined && /^(x-gzip|gzip|deflate|br|zstd)$/.test(layer);
  }
  const knowsZstd = parseInt(process?.versions?.undici ?? "0") >= ZSTD_SINCE;
  return layers.every((layer) => /^(x-gzip|gzip|deflate|br)$/.test(layer) || knowsZstd && layer === "zstd");
}
