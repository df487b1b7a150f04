import type { FetchRequest } from "../request/fetch_request.ts";
import { answersAt } from "./answers_at.ts";
import { isEventStream } from "./events/is_event_stream.ts";
import { asObject } from "../checks/json_object.ts";
import { refusal, statusRefusal } from "./refusal.ts";
import type { Acceptance } from "./resume_policy.ts";

/**
 * Returns the body of a request for a stream that the server makes and stores without its client.
 *
 * @param collection The end of its path, such as `"/responses"`. The answer is stored below it, by its id.
 * @returns The body; `undefined` for any other request, or if the response isn't such a stream.
 */
export function storedAnswer(
  request: FetchRequest,
  response: Response,
  collection: string,
): Record<string, unknown> | undefined {
  if (request.method !== "POST" || response.status !== 200) return undefined;
  if (!isEventStream(response) || !answersAt(request.url, response)) return undefined;
  if (!new URL(request.url).pathname.replace(/\/$/, "").endsWith(collection)) return undefined;
  const body = asObject(request.json());
  return body?.stream === true && body.background === true && body.store !== false ? body : undefined;
}

/**
 * Returns the URL of a stored answer; `undefined` if a path can't hold its id.
 *
 * @param url The URL that created it. Its query stays.
 */
export function storedUrl(url: string, id: unknown, query: readonly (readonly [string, string])[]): string | undefined {
  if (typeof id !== "string" || !/^\w[\w.=~-]*$/.test(id)) return undefined;
  const stored = new URL(url);
  stored.hash = "";
  stored.pathname = `${stored.pathname.replace(/\/$/, "")}/${id}`;
  for (const [name, value] of query) stored.searchParams.append(name, value);
  return stored.href;
}

/** Judges the response to a request for the rest of a stored answer. */
export function acceptStored(url: string, response: Response): Acceptance {
  if (!answersAt(url, response)) return refusal("the server redirected");
  if (response.status !== 200) return statusRefusal(response);
  return isEventStream(response) ? { kind: "continues" } : refusal("it isn't an event stream");
}
