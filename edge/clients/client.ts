/** How to point a client at the proxy. */
export interface Client {
  /** Returns the lines to paste into its configuration. */
  lines(url: string): string[];
  /** Returns environment variables for its process. */
  environment(url: string): Record<string, string>;
  /** Returns arguments to put before its own. */
  arguments?(url: string, account: Account): string[];
}

/** How a user of Codex is logged in: with a ChatGPT account or an API key. */
export type Account = "chatgpt" | "key";

/** Milliseconds that a client should wait. More than the proxy's three attempts take: 45 + 90 + 180 s. */
export const PATIENCE = 400_000;

/** Returns the lines that set variables in a shell. */
export function exportLines(environment: Record<string, string>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${value}`);
}
