// The library's default.
const MAX_BYTES = 16 * 2 ** 20;

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
 * look into and to send again than a stream that has to be split.
 *
 * @param request The request.
 * @param limit Bytes read at most.
 * @returns The bytes, or `undefined` where there is none, or its length is above the limit or not told.
 * @throws {ClientBodyError} If the client breaks it off.
 */
export async function jsonBody(request: Request, limit: number = MAX_BYTES): Promise<ArrayBuffer | undefined> {
  const { body, headers, method } = request;
  const length = headers.get("content-length");
  if (!body || method === "GET" || length === null || Number(length) > limit) return undefined;
  if (!/\bjson\b/i.test(headers.get("content-type") ?? "")) return undefined;
  return await request.arrayBuffer().catch((cause) => {
    throw new ClientBodyError(cause);
  });
}
