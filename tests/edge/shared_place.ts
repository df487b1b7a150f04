import { SharedState } from "../../edge/isolates/shared_state.ts";
import type { StateNamespace } from "../../edge/isolates/state_exchange.ts";

/** A namespace of one real object, in this process. */
export function sharedPlace(): StateNamespace {
  const state = new SharedState();
  return { idFromName: () => "", get: () => ({ fetch: (url, init) => state.fetch(new Request(url, init)) }) };
}
