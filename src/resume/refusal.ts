import type { Acceptance } from "./resume_policy.ts";

// What a server, or a gateway before it, says for a while: of these, a continuation may be tried again.
const TRANSIENT: readonly number[] = [408, 425, 429, 500, 502, 503, 504, 529];

/** Makes the refusal of a response that doesn't continue an answer, and never will. */
export function refusal(reason: string): Acceptance {
  return { kind: "refused", reason, transient: false };
}

/** Makes the refusal of a response by its status. */
export function statusRefusal({ status }: Response, further: readonly number[] = []): Acceptance {
  const transient = TRANSIENT.includes(status) || further.includes(status);
  return { kind: "refused", reason: `the server answered with status ${status}`, transient };
}
