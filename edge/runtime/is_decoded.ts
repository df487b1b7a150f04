interface Runtime {
  readonly Deno?: unknown;
  readonly Bun?: unknown;
  readonly navigator?: { readonly userAgent?: string };
  readonly process?: { readonly versions?: { readonly undici?: string } };
}

const { Deno, Bun, navigator, process } = globalThis as Runtime;
const ON_WORKERS = navigator?.userAgent === "Cloudflare-Workers";
// The first version of Node's `fetch` that takes zstd off.
const ZSTD_SINCE = 7;

/**
 * Tells whether `fetch` took the encoding off a body: each runtime knows others, and none says what it did.
 *
 * @param encoding The upstream's `Content-Encoding`.
 * @param request The headers that it was sent.
 */
export function isDecoded(encoding: string, request: Headers): boolean {
  // workerd knows them by no other spelling.
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
