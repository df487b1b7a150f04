/** One thing that can be set, by a variable or by the flag of the same name. */
export interface Setting {
  /** Name of the variable. */
  readonly variable: string;
  /** What the flag takes, as the help shows it; a switch takes nothing. */
  readonly takes?: string;
  /** One line for the help. */
  readonly help: string;
  /** What holds where it isn't set, for the help. */
  readonly byDefault?: string;
  /** Flag that isn't the variable's name in lower case. */
  readonly flag?: string;
  /** Whether it's a secret: other users of a machine can read the arguments of a process. */
  readonly isSecret?: boolean;
}

/** What every proxy reads, Workers included. */
export const PROXY_SETTINGS = [
  { variable: "UPSTREAM_URL", takes: "URL", help: "One base URL, mounted at /", flag: "upstream-url" },
  {
    variable: "UPSTREAMS",
    takes: "NAME=URL",
    help: "Mounts an upstream at /NAME/; repeatable, for one name too. The variable holds JSON",
    byDefault: "the well-known ones",
    flag: "upstream",
  },
  {
    variable: "TTFB_TIMEOUT_SECONDS",
    takes: "SECONDS",
    help: "Time for the first attempt's first byte, or learned; 0 disables",
    byDefault: "45, and more where an API says nothing until it answers",
  },
  {
    variable: "CONTENT_TIMEOUT_SECONDS",
    takes: "SECONDS",
    help: "Time for the first attempt's first content, where its API is known; 0 commits at the first byte",
    byDefault: "60 to 600, by size and effort",
  },
  {
    variable: "STALE_TIMEOUT_SECONDS",
    takes: "SECONDS",
    help: "Silence allowed after the first byte; 0 disables",
    byDefault: "300",
  },
  {
    variable: "TOTAL_TIMEOUT_SECONDS",
    takes: "SECONDS",
    help: "Time for everything; 0 disables",
    byDefault: "0",
  },
  { variable: "MAX_ATTEMPTS", takes: "NUMBER", help: "Attempts of a request, the first included", byDefault: "3" },
  {
    variable: "RETRY_STATUSES",
    takes: "STATUSES",
    help: "Statuses that are retried, with commas between them",
    byDefault: "none",
  },
  {
    variable: "HEDGE_AFTER",
    takes: "SECONDS",
    help: "Starts a second attempt beside the first after so long, or a percentile such as p95",
    byDefault: "never",
  },
  { variable: "BREAKER_FAILURES", takes: "NUMBER", help: "Failures that leave an upstream out", byDefault: "5" },
  { variable: "BREAKER_SECONDS", takes: "SECONDS", help: "Time that it's left out for", byDefault: "30" },
  { variable: "MAX_REPLAY_BYTES", takes: "BYTES", help: "Largest body kept for a retry", byDefault: "16 MiB" },
  {
    variable: "KEEP_ALIVE_SECONDS",
    takes: "SECONDS",
    help: "Begins the answer to a stream after so long without content, and keeps its client alive; 0 never does",
    byDefault: "0; 15 under run",
    flag: "keep-alive",
  },
  {
    variable: "UPLOAD_TIMEOUT_SECONDS",
    takes: "SECONDS",
    help: "Time for a client's body, and as long again for each MiB of it; 0 disables",
    byDefault: "60",
  },
  {
    variable: "STREAM_PATHS",
    takes: "PATHS",
    help: "Paths whose POSTs are streams beside the known ones, with commas between them; * stands for anything",
    byDefault: "none",
  },
  {
    variable: "RESUME",
    takes: "WHEN",
    help: "Whether broken answers go on where their server allows it exactly: on or off",
    byDefault: "on",
  },
  {
    variable: "FIRST_BYTE_ON",
    takes: "SIGN",
    help: "What counts as the first byte: chunk or event",
    byDefault: "chunk",
  },
  { variable: "PROGRESS_ON", takes: "SIGN", help: "What counts as progress: chunk or event", byDefault: "chunk" },
  { variable: "PROXY_TOKENS", help: "Tokens that clients send in x-firstbyte-token", isSecret: true },
  { variable: "UPSTREAM_AUTHORIZATION", help: "Replaces the client's Authorization; needs tokens", isSecret: true },
  {
    variable: "ALLOWED_HOSTS",
    takes: "HOSTS",
    help: "Names that clients may call the proxy by, beside localhost",
    byDefault: "any; none on this machine without tokens",
  },
  { variable: "ALLOWED_ORIGINS", takes: "ORIGINS", help: "Origins of pages that may read answers", byDefault: "none" },
] as const satisfies readonly Setting[];

/** What a server of its own reads beside that. */
export const SERVER_SETTINGS = [
  { variable: "PORT", takes: "PORT", help: "Port to listen on; 0 takes a free one", byDefault: "8787" },
  { variable: "HOST", takes: "ADDRESS", help: "Address to listen on", byDefault: "127.0.0.1" },
  { variable: "DASHBOARD", help: "Shows requests live at /dashboard: on this machine, or to those with a token" },
  { variable: "OPEN", help: "Listens beyond this machine without tokens: anyone may use the proxy" },
  {
    variable: "SHUTDOWN_SECONDS",
    takes: "SECONDS",
    help: "Time for streams to finish after SIGTERM or SIGINT",
    byDefault: "30",
  },
] as const satisfies readonly Setting[];

/** Everything that can be set. */
export const SETTINGS: readonly Setting[] = [...PROXY_SETTINGS, ...SERVER_SETTINGS];

/**
 * Returns the flag of a setting, without its dashes: the variable's name in lower case, seconds of a timeout left out.
 *
 * @returns The flag, or `undefined` for a secret.
 */
export function flagOf({ variable, flag, isSecret }: Setting): string | undefined {
  if (isSecret) return undefined;
  return flag ?? variable.replace(/(?<=_TIMEOUT)_SECONDS$/, "").toLowerCase().replaceAll("_", "-");
}
