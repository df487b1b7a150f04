import type { StreamRequest } from "../../request/stream_request.ts";
import type { JsonObject } from "../messages/classify.ts";
import { effortOf } from "./effort_of.ts";
import { mayReason } from "./may_reason.ts";

/**
 * Returns the stream that a request asks for, from the members that the bodies of all APIs share.
 *
 * @param format Name of the format.
 * @param body The request's body.
 * @param model The model, if the path names it.
 */
export function asked(format: string, body: JsonObject, model: unknown = body.model): StreamRequest {
  const name = typeof model === "string" ? model : undefined;
  return { format, model: name, effort: effortOf(body) ?? (mayReason(name) ? undefined : "low") };
}
