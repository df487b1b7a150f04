// These clients retry every 5xx, whatever `x-should-retry` says. tests/edge/suites/retries_suite.ts measures the SDKs, and
// tests/agents/measure_retries.ts the agents.
const INSISTENT = /\bai-sdk|^ai\/|^cohere-ai\/|^GeminiCLI/;
// Google's SDK does so for this API only.
const GOOGLE = /^google-genai-sdk\//;
const INTERACTIONS = /\/interactions(\/|$)/;
// Codex retries every other status.
const CODEX = /^codex[_-]/;

const BAD_REQUEST = 400;
const FAILED_DEPENDENCY = 424;

/**
 * Chooses the status of an error response so that the client doesn't retry: the proxy has made its attempts.
 *
 * @param status The status code that describes the error best.
 * @param userAgent The `User-Agent` of the client.
 * @param path Path of the request.
 * @returns That status; 424, or 400 for Codex, if the client would retry it.
 */
export function finalStatus(status: number, userAgent: string, path: string): number {
  if (CODEX.test(userAgent)) return BAD_REQUEST;
  const isInsistent = INSISTENT.test(userAgent) || GOOGLE.test(userAgent) && INTERACTIONS.test(path);
  return isInsistent ? FAILED_DEPENDENCY : status;
}
