/** A response that has a body. */
export type ResponseWithBody = Response & { readonly body: ReadableStream<Uint8Array<ArrayBuffer>> };

/** Tells whether a response can be made again around another body. */
export function canReplaceBody(response: Response): response is ResponseWithBody {
  const { status, body } = response;
  // Chromium gives a body, an empty one, even to these three, with which the constructor takes none.
  return !!body && !body.locked && status < 600 && ![204, 205, 304].includes(status);
}

/**
 * Makes a response with another body that cannot be told from the original: its
 * `url`, `redirected` and `type` are the original's, its headers are immutable
 * where those were, and so are its clones'.
 *
 * @param original The platform's response.
 * @param body What its body is replaced by.
 */
export function faithfulResponse(original: Response, body: BodyInit): Response {
  return imitate(new Response(body, original), original);
}

function imitate(response: Response, original: Response): Response {
  const clone = () => imitate(Response.prototype.clone.call(response), original);
  // Getters: a runtime that serializes the URL at each look need not for those who never look.
  const by = (get: () => unknown) => ({ get, configurable: true });
  return Object.defineProperties(response, {
    url: by(() => original.url),
    redirected: by(() => original.redirected),
    type: by(() => original.type),
    headers: by(() => original.headers),
    clone: by(() => clone),
  });
}
