/**
 * Tells what came from the platform's `fetch` from what a program made, or what another `fetch` returned.
 *
 * @param response The response.
 */
export function isReceived(response: Response): boolean {
  const isOwn = Object.getPrototypeOf(response) === Response.prototype && !Object.hasOwn(response, "type");
  return isOwn && response.type === "basic";
}
