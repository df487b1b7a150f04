// The library's default.
const MAX_BYTES = 16 * 2 ** 20;

// What it accepts, an encoder makes the same bytes of.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Error of a client that did not send its body whole. */
export class ClientBodyError extends Error {
  /**
   * Constructs a new {@linkcode ClientBodyError} instance.
   *
   * @param cause What reading it failed with.
   */
  constructor(cause: unknown) {
    super("Client did not send its body whole", { cause });
    this.name = "ClientBodyError";
  }
}

/**
 * Reads a request's JSON, which may ask for a stream. At hand, it costs less to
 * look into and to send again than a stream that has to be split; least as text,
 * which nobody has to copy before it is sent.
 *
 * @param request The request.
 * @param limit Bytes read at most.
 * @returns The text, or bytes that are none, or `undefined` where there is no body, or its length is above the limit or
 * not told.
 * @throws {ClientBodyError} If the client breaks it off.
 */
export async function jsonBody(
  request: Request,
  limit: number = MAX_BYTES,
): Promise<string | ArrayBuffer | undefined> {
  const { body, headers, method } = request;
  const length = headers.get("content-length");
  if (!body || method === "GET" || length === null || Number(length) > limit) return undefined;
  if (!/\bjson\b/i.test(headers.get("content-type") ?? "")) return undefined;
  const bytes = await request.arrayBuffer().catch((cause) => {
    throw new ClientBodyError(cause);
  });
  try {
    // An empty text would look like no body at all.
    return decoder.decode(bytes) || bytes;
  } catch {
    return bytes;
  }
}
