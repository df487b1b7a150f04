// Statuses that the constructor takes; with the first three, no body.
const NULL_BODY_STATUS = [204, 205, 304];

/** Tells whether a response can be made again around another body. */
export function canReplaceBody({ status, bodyUsed, body }: Response): boolean {
  return status >= 200 && status <= 599 && !NULL_BODY_STATUS.includes(status) && !bodyUsed && !body?.locked;
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
  const { url, redirected, type, headers } = original;
  const clone = () => imitate(Response.prototype.clone.call(response), original);
  for (const [name, value] of Object.entries({ url, redirected, type, headers, clone })) {
    Object.defineProperty(response, name, { value, configurable: true });
  }
  return response;
}
