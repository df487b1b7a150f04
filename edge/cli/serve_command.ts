import { deferred } from "../wait/deferred.ts";
import process from "node:process";
import { ConfigError } from "../config/config_error.ts";
import { configuredProxy } from "../configured_proxy.ts";
import { type LogLine, writeLine } from "../log/log_line.ts";
import { reportFailure } from "../log/report_failure.ts";
import { listen } from "../serve/listen.ts";
import { isListenError } from "../serve/listen_error.ts";
import type { Server } from "../serve/server.ts";
import type { Configuration } from "./configuration.ts";
import { describe } from "./describe.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Serves until it's told to stop.
 *
 * @returns The exit code.
 */
export async function serve(configuration: Configuration): Promise<number> {
  const server = await start(configuration, writeLine);
  console.error([`Listening on ${server.url}`, ...describe(configuration.options)].join("\n"));
  const { promise, resolve } = deferred<void>();
  for (const signal of SIGNALS) process.once(signal, () => resolve());
  await promise;
  return 0;
}

/** Serves without a word: what is written belongs to the command that's served. */
export async function serveQuietly(configuration: Configuration): Promise<Server & AsyncDisposable> {
  const server = await start(configuration, () => {});
  return { url: server.url, close: server.close, [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function start({ bindings, hostname, port }: Configuration, log: (line: LogLine) => void): Promise<Server> {
  const proxy = configuredProxy(bindings, log);
  try {
    return await listen({ hostname, port, fetch: (request) => answered(() => proxy.fetch(request)) });
  } catch (error) {
    if (!isListenError(error)) throw error;
    throw new ConfigError("PORT", "a port that is free, and that this user may listen on");
  }
}

async function answered(answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    reportFailure(error);
    return new Response(null, { status: 500 });
  }
}
