import type { ReplayableRequest } from "./replayable_request.ts";

/**
 * Makes a request that is the given one but for some of its members. It inherits
 * the others, as they are when they are asked for; its JSON stays parsed once.
 *
 * @param request The request.
 * @param differences What is not the given one's.
 */
export function derivedRequest(request: ReplayableRequest, differences: PropertyDescriptorMap): ReplayableRequest {
  return Object.create(request, { json: { value: () => request.json() }, ...differences });
}
