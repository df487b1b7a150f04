import { asObject } from "../../checks/json_object.ts";
import type { FetchRequest } from "../../request/fetch_request.ts";
import { isJsonRpc } from "../../request/is_json_rpc.ts";
import type { JsonObject } from "../messages/classify.ts";

/**
 * Returns the JSON object that a request posts to a path of an API; `undefined` for another path, another body, or a
 * JSON-RPC call.
 *
 * @param request The request.
 * @param path Pattern of the path.
 */
export function posted(request: FetchRequest, path: RegExp): JsonObject | undefined {
  if (request.method !== "POST" || !path.test(pathOf(request)) || isJsonRpc(request)) return undefined;
  return asObject(request.json());
}

/** Returns the path of a request, without trailing slashes. */
export function pathOf({ url }: FetchRequest): string {
  return new URL(url).pathname.replace(/\/+$/, "");
}
