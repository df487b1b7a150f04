/** A setting, which has a variable and a flag. */
export interface Setting {
  /** Name of the variable. */
  readonly variable: string;
  /** Name of the flag's value in the help; a switch has none. */
  readonly takes?: string;
  /** One line for the help. */
  readonly help: string;
  /** Default value, for the help. */
  readonly byDefault?: string;
  /** Name of the flag, if it isn't the variable's name in lower case. */
  readonly flag?: string;
  /** Whether it has no flag because it's a secret: other users of a machine can read the arguments of a process. */
  readonly isSecret?: boolean;
}

/** Settings of every proxy, on Workers, too. */
export const PROXY_SETTINGS = [
  { variable: "UPSTREAM_URL", takes: "URL", help: "One base URL, mounted at /", flag: "upstream-url" },
  {
    variable: "UPSTREAMS",
    takes: "NAME=URL",
    help: "Mounts an upstream at /NAME/; can be repeated, also for one name. The variable holds JSON",
    byDefault: "the well-known ones",
    flag: "upstream",
  },
  {
    variable: "TTFB_TIMEOUT_SECONDS",
    takes: "SECONDS",
    help: "Time for the first attempt's first byte, or learned; 0 disables",
    byDefault: "45, or more if the API says nothing until it answers",
  },
  {
    variable: "CONTENT_TIMEOUT_SECONDS",
    takes: "SECONDS",
    help: "Time for the first attempt's first content, if its API is known; 0 commits at the first byte",
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
    help: "Status codes to retry, comma-separated",
    byDefault: "none",
  },
  {
    variable: "HEDGE_AFTER",
    takes: "SECONDS",
    help: "Time after which a second attempt starts beside the first, or a percentile such as p95",
    byDefault: "never",
  },
  {
    variable: "BREAKER_FAILURES",
    takes: "NUMBER",
    help: "Consecutive failures after which an upstream is skipped",
    byDefault: "5",
  },
  { variable: "BREAKER_SECONDS", takes: "SECONDS", help: "Time for which it's skipped", byDefault: "30" },
  { variable: "MAX_REPLAY_BYTES", takes: "BYTES", help: "Largest body kept for a retry", byDefault: "16 MiB" },
  {
    variable: "KEEP_ALIVE_SECONDS",
    takes: "SECONDS",
    help: "Time without content after which the proxy begins the answer, and keeps the client alive; 0 disables",
    byDefault: "0; 15 with run",
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
    help: "More paths whose POSTs ask for streams, comma-separated; * stands for anything",
    byDefault: "none",
  },
  {
    variable: "RESUME",
    takes: "WHEN",
    help: "Whether broken answers are resumed, if their server supports that exactly: on or off",
    byDefault: "on",
  },
  {
    variable: "FIRST_BYTE_ON",
    takes: "SIGN",
    help: "What counts as the first byte: chunk or event",
    byDefault: "chunk",
  },
  { variable: "PROGRESS_ON", takes: "SIGN", help: "What counts as progress: chunk or event", byDefault: "chunk" },
  { variable: "PROXY_TOKENS", help: "Tokens, comma-separated; clients send one in x-firstbyte-token", isSecret: true },
  { variable: "UPSTREAM_AUTHORIZATION", help: "Replaces the client's Authorization; needs tokens", isSecret: true },
  {
    variable: "ALLOWED_HOSTS",
    takes: "HOSTS",
    help: "Host names that clients may use for the proxy, beside localhost",
    byDefault: "any; none on loopback without tokens",
  },
  { variable: "ALLOWED_ORIGINS", takes: "ORIGINS", help: "Origins of pages that may read answers", byDefault: "none" },
] as const satisfies readonly Setting[];

/** Settings of the command line only. */
export const SERVER_SETTINGS = [
  { variable: "PORT", takes: "PORT", help: "Port to listen on; 0 takes a free one", byDefault: "8787" },
  { variable: "HOST", takes: "ADDRESS", help: "Address to listen on", byDefault: "127.0.0.1" },
  {
    variable: "SHARED_STATE",
    takes: "URL",
    help: "Redis through which proxies share breakers and learned cutoffs; set the variable if it has a password",
    byDefault: "not shared",
  },
  { variable: "DASHBOARD", help: "Shows requests live at /dashboard; beyond this machine, it needs tokens" },
  { variable: "OPEN", help: "Allows a HOST beyond this machine without tokens: anyone may use the proxy" },
  {
    variable: "SHUTDOWN_SECONDS",
    takes: "SECONDS",
    help: "Time for streams to finish after SIGTERM or SIGINT",
    byDefault: "30",
  },
] as const satisfies readonly Setting[];

/** All settings. */
export const SETTINGS: readonly Setting[] = [...PROXY_SETTINGS, ...SERVER_SETTINGS];

/**
 * Returns the flag of a setting without its dashes. By default, it's the variable's name in lower case, without the
 * `_SECONDS` of a timeout.
 *
 * @param setting The setting.
 * @returns The flag, or `undefined` for a secret.
 */
export function flagOf({ variable, flag, isSecret }: Setting): string | undefined {
  if (isSecret) return undefined;
  return flag ?? variable.replace(/(?<=_TIMEOUT)_SECONDS$/, "").toLowerCase().replaceAll("_", "-");
}
