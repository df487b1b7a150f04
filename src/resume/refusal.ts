import type { Acceptance } from "./resume_policy.ts";

// Temporary status codes of servers and gateways. A continuation may be retried after these.
const TRANSIENT: readonly number[] = [408, 425, 429, 500, 502, 503, 504, 529];

/** Creates the refusal of a response that doesn't continue an answer. A retry won't help. */
export function refusal(reason: string): Acceptance {
  return { kind: "refused", reason, transient: false };
}

/** Creates the refusal of a response with a wrong status. */
export function statusRefusal({ status }: Response, further: readonly number[] = []): Acceptance {
  const transient = TRANSIENT.includes(status) || further.includes(status);
  return { kind: "refused", reason: `the server answered with status ${status}`, transient };
}
