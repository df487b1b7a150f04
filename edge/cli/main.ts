import { ConfigError } from "../config/config_error.ts";
import { urlOf } from "../serve/server.ts";
import { type Environment, readConfiguration } from "./configuration.ts";
import { describe } from "./describe.ts";
import { help } from "./help.ts";
import { type CommandLine, parseArguments } from "./parse_arguments.ts";
import { runCommand } from "./run_command.ts";
import { serve, serveQuietly } from "./serve_command.ts";
import { setupCommand } from "./setup_command.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

// An agent gives up on an answer that is silent for too long.
const KEEP_ALIVE_SECONDS = "15";
const MISCONFIGURED = 1;
const MISUSED = 2;

/**
 * Runs the command line of the proxy.
 *
 * @param args The arguments, without the program's name.
 * @param environment The environment of the process.
 * @returns The exit code.
 */
export async function main(args: readonly string[], environment: Environment): Promise<number> {
  try {
    return await execute(parseArguments(args), environment);
  } catch (error) {
    if (error instanceof UsageError) console.error(error.message);
    else if (error instanceof ConfigError) console.error(error.message);
    else throw error;
    return error instanceof UsageError ? MISUSED : MISCONFIGURED;
  }
}

async function execute(line: CommandLine, environment: Environment): Promise<number> {
  if (line.command === "help") return print(help());
  if (line.command === "version") return print(VERSION);
  const defaults = line.command === "run" ? defaultsOfRun(environment) : {};
  const configuration = readConfiguration(environment, { ...defaults, ...line.variables });
  if (line.command === "check") return print(describe(configuration).join("\n"));
  if (line.command === "setup") {
    const lines = setupCommand(line.rest, urlOf(configuration.hostname, configuration.port));
    // Not among the lines to paste.
    console.error(`Start the proxy with firstbyte-proxy --keep-alive-seconds ${KEEP_ALIVE_SECONDS}`);
    return print(lines.join("\n"));
  }
  if (line.command === "serve") return await serve(configuration);
  const server = await serveQuietly(configuration);
  return await runCommand(line.rest, server.url, environment);
}

/** Returns the defaults of `run`: a free port, and keep-alive messages. */
function defaultsOfRun(environment: Environment): Environment {
  return { PORT: "0", KEEP_ALIVE_SECONDS: environment.KEEP_ALIVE_SECONDS ?? KEEP_ALIVE_SECONDS };
}

function print(text: string): number {
  console.log(text);
  return 0;
}
