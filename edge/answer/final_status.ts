// They send every 5xx again, whatever `x-should-retry` says; measured by tests/edge/suites/retries_suite.ts.
const INSISTENT = /\bai-sdk|^ai\/|^cohere-ai\//;
// Google's SDK does that for this API alone.
const GOOGLE = /^google-genai-sdk\//;
const INTERACTIONS = /\/interactions(\/|$)/;

const FAILED_DEPENDENCY = 424;

/**
 * Chooses the status of an answer in an upstream's place so that its client makes no attempts of its own: here they were made.
 *
 * @param status The status that says best what happened.
 * @param userAgent Who asks.
 * @param path What is asked for.
 * @returns That status, or 424 for a client that would send the request again.
 */
export function finalStatus(status: number, userAgent: string, path: string): number {
  const isInsistent = INSISTENT.test(userAgent) || GOOGLE.test(userAgent) && INTERACTIONS.test(path);
  return isInsistent ? FAILED_DEPENDENCY : status;
}
