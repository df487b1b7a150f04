/**
 * Returns whether a response came from the platform's `fetch`, not from a program or another `fetch`.
 *
 * @param response The response.
 */
export function isReceived(response: Response): boolean {
  const isOwn = Object.getPrototypeOf(response) === Response.prototype && !Object.hasOwn(response, "type");
  return isOwn && response.type === "basic";
}
