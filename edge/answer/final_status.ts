// These clients retry every 5xx, whatever `x-should-retry` says; tests/edge/suites/retries_suite.ts measures it.
const INSISTENT = /\bai-sdk|^ai\/|^cohere-ai\//;
// Google's SDK does so for this API only.
const GOOGLE = /^google-genai-sdk\//;
const INTERACTIONS = /\/interactions(\/|$)/;

const FAILED_DEPENDENCY = 424;

/**
 * Chooses the status of an error response so that the client doesn't retry: the proxy has made its attempts.
 *
 * @param status The status code that describes the error best.
 * @param userAgent The `User-Agent` of the client.
 * @param path Path of the request.
 * @returns That status; 424 for a client that would retry it.
 */
export function finalStatus(status: number, userAgent: string, path: string): number {
  const isInsistent = INSISTENT.test(userAgent) || GOOGLE.test(userAgent) && INTERACTIONS.test(path);
  return isInsistent ? FAILED_DEPENDENCY : status;
}
