import process from "node:process";
import { ConfigError } from "../config/config_error.ts";
import { configuredProxy } from "../configured_proxy.ts";
import { type LogLine, writeLine } from "../observe/log_line.ts";
import { dashboard } from "../dashboard/dashboard.ts";
import { LiveRequests } from "../dashboard/live_requests.ts";
import { reportFailure } from "../observe/report_failure.ts";
import { Metrics } from "../observe/metrics.ts";
import { ownPages } from "../serve/own_pages.ts";
import { draining } from "../serve/draining.ts";
import { listen } from "../serve/listen.ts";
import { isListenError } from "../serve/is_listen_error.ts";
import type { RedisAddress } from "../redis/redis_address.ts";
import type { RedisFleet } from "../redis/redis_fleet.ts";
import type { Server } from "../serve/server.ts";
import { Shutdown } from "../serve/shutdown.ts";
import type { Configuration } from "./configuration.ts";
import { tracing } from "../observe/tracing.ts";
import { describe } from "./describe.ts";
import { type Signal, signalCode, SIGNALS } from "./signals.ts";

// Milliseconds for the last bytes to be sent.
const FLUSH_TIME = 1_000;

/**
 * Serves until a signal arrives, and then lets open requests finish.
 *
 * @param configuration The configuration.
 * @returns The exit code.
 */
export async function serve(configuration: Configuration): Promise<number> {
  const shutdown = new Shutdown();
  const server = await start(configuration, shutdown, writeLine);
  console.error([`Listening on ${server.url}`, ...describe(configuration)].join("\n"));
  showDashboard(configuration, server);
  await firstSignal();
  console.error(
    `Shutting down: open requests (${shutdown.open}) have ${configuration.shutdownTime / 1_000} s to finish`,
  );
  await shutdown.drain(configuration.shutdownTime);
  await Promise.race([server.close(), new Promise((resolve) => setTimeout(resolve, FLUSH_TIME))]);
  return 0;
}

/** Serves without output, since the console belongs to the command that `run` starts. */
export async function serveQuietly(configuration: Configuration): Promise<Server> {
  const server = await start(configuration, new Shutdown(), () => {}, () => {});
  showDashboard(configuration, server);
  return server;
}

function showDashboard({ hasDashboard }: Configuration, { url }: Server): void {
  if (hasDashboard) console.error(`Dashboard at ${url}/dashboard`);
}

/** Resolves at the first signal. A second one exits at once. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isSecond = false;
    const onSignal = (signal: Signal) => {
      if (isSecond) process.exit(signalCode(signal));
      isSecond = true;
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}

async function start(
  { bindings, options, hostname, port, hasDashboard, sharedState }: Configuration,
  shutdown: Shutdown,
  log: (line: LogLine) => void,
  warn?: () => void,
): Promise<Server> {
  const metrics = new Metrics();
  const live = hasDashboard ? new LiveRequests() : undefined;
  const observers = [shutdown, metrics, ...live ? [live] : []];
  const fleet = sharedState && await joinFleet(sharedState, warn);
  const hooks = { observers, onBreaker: metrics.watch, onEvent: tracing(), share: fleet?.share };
  const proxy = configuredProxy(bindings, log, hooks);
  const pages = ownPages((request) => proxy.fetch(request), {
    metrics,
    dashboard: live && dashboard(live),
    tokens: options.tokens,
    allowedHosts: options.allowedHosts,
  });
  const fetch = draining(pages, shutdown, log);
  try {
    const server = await listen({ hostname, port, fetch: (request) => answerSafely(() => fetch(request)) });
    return {
      url: server.url,
      close() {
        fleet?.close();
        return server.close();
      },
    };
  } catch (error) {
    fleet?.close();
    if (!isListenError(error)) throw error;
    throw new ConfigError("PORT", "a port that is free, and that this user may listen on");
  }
}

/** Loads the Redis client only if it's needed. */
async function joinFleet(address: RedisAddress, warn?: () => void): Promise<RedisFleet> {
  const { RedisFleet } = await import("../redis/redis_fleet.ts");
  return new RedisFleet(address, warn);
}

async function answerSafely(answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    reportFailure(error);
    return new Response(null, { status: 500 });
  }
}
