import type { ProxyOptions } from "../options/proxy_options.ts";
import { describeRedis } from "../redis/redis_address.ts";
import type { UpstreamOption } from "../upstreams/mount_options.ts";
import type { Configuration } from "./configuration.ts";

const DEFAULT_TTFB = 45_000;
const DEFAULT_STALE = 300_000;
const DEFAULT_ATTEMPTS = 3;
const TTFB_GROWTH = 2;

/**
 * Describes the upstreams and the timeouts of a proxy, and where it shares what it learns.
 *
 * @returns Lines for the console.
 */
export function describe({ options, sharedState }: Pick<Configuration, "options" | "sharedState">): string[] {
  const shared = sharedState ? [`Breakers and learned cutoffs shared through ${describeRedis(sharedState)}`] : [];
  return [...mountsOf(options.upstreams), cutoffsOf(options), ...shared];
}

function mountsOf(upstreams: ProxyOptions["upstreams"]): string[] {
  const entries = typeof upstreams === "string" || upstreams instanceof URL
    ? [["", upstreams] as const]
    : Object.entries(upstreams);
  const width = Math.max(...entries.map(([name]) => name.length)) + 1;
  return entries.map(([name, given]) => {
    const urls = [given].flat().map((one: UpstreamOption) => Object(one).url ?? one);
    return `  ${`/${name}`.padEnd(width)}  ${urls.join(", ")}`;
  });
}

function cutoffsOf({ fetch = {} }: ProxyOptions): string {
  const { ttfbTimeout = DEFAULT_TTFB, staleTimeout = DEFAULT_STALE, totalTimeout, retry } = fetch;
  const attempts = retry && retry.maxAttempts || DEFAULT_ATTEMPTS;
  return [
    `First byte ${typeof ttfbTimeout === "function" ? "as learned" : firstByte(ttfbTimeout, attempts)}`,
    `silence after it ${upTo(staleTimeout)}`,
    `in all ${upTo(totalTimeout)}`,
  ].join("; ");
}

function firstByte(ttfbTimeout: number | false, attempts: number): string {
  if (!ttfbTimeout) return "without a limit, in one attempt";
  const each = Array.from({ length: attempts }, (_, index) => seconds(ttfbTimeout * TTFB_GROWTH ** index));
  return `within ${each.join(" + ")} s, in ${attempts === 1 ? "1 attempt" : `${attempts} attempts`}`;
}

function upTo(ms: number | false | undefined): string {
  return ms ? `up to ${seconds(ms)} s` : "without a limit";
}

function seconds(ms: number): string {
  return String(Math.round(ms) / 1_000);
}
