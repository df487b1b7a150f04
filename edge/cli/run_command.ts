import { deferred } from "../runtime/deferred.ts";
import { spawn } from "node:child_process";
import { basename } from "node:path";
import process from "node:process";
import type { Account } from "../clients/client.ts";
import { CLIENTS, commonEnvironment } from "../clients/clients.ts";
import type { Environment } from "./configuration.ts";
import { type Signal, signalCode, SIGNALS } from "./signals.ts";
import { UsageError } from "./usage_error.ts";

// Exit code of a shell for a command that can't be executed.
const NOT_EXECUTABLE = 126;

/**
 * Runs a command with the environment that points it at a proxy. Codex gets arguments, since it reads no variables.
 *
 * @param command The command and its arguments.
 * @param url URL of the proxy.
 * @param environment The environment that the command inherits.
 * @returns The exit code, as a shell reports it.
 * @throws {UsageError} If there's no command, or it isn't found.
 */
export async function runCommand(command: readonly string[], url: string, environment: Environment): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) throw new UsageError("run takes a command, such as run -- codex");
  const client = CLIENTS[basename(program).replace(/\.(exe|cmd)$/i, "")];
  const own = client?.arguments?.(url, await accountOf(program, environment)) ?? [];
  return await exitCode(program, [...own, ...args], {
    ...environment,
    ...commonEnvironment(url),
    ...client?.environment(url),
  });
}

/** Runs `codex login status` to find out how Codex is logged in. */
async function accountOf(program: string, environment: Environment): Promise<Account> {
  // Codex prefers this key.
  if (environment.CODEX_API_KEY) return "key";
  const chunks: string[] = [];
  await new Promise<void>((resolve) => {
    const child = spawn(program, ["login", "status"], { env: { ...environment }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => chunks.push(String(chunk)));
    child.on("error", () => resolve());
    child.on("close", () => resolve());
  });
  return /chatgpt/i.test(chunks.join("")) ? "chatgpt" : "key";
}

function exitCode(program: string, args: string[], environment: Environment): Promise<number> {
  const { promise, resolve, reject } = deferred<number>();
  // The child decides what a signal means. A terminal sends its signals to the child, too.
  const forward = (signal: Signal) => {
    // Not `child.kill()`: after that, Deno reports the signal in place of the child's exit code.
    if (child.pid !== undefined && child.exitCode === null) process.kill(child.pid, signal);
  };
  // Before the child starts, since a signal in between would end this process alone. No listener runs before `spawn`
  // returns.
  for (const signal of SIGNALS) process.on(signal, forward);
  const child = spawn(program, args, { env: { ...environment }, stdio: "inherit" });
  child.on("error", (error) => {
    if (Object(error).code === "ENOENT") reject(new UsageError(`Cannot run ${program}: there's no such command`));
    else resolve(NOT_EXECUTABLE);
  });
  child.on("exit", (code, signal) => resolve(code ?? signalCode(signal ?? "")));
  return promise.finally(() => {
    for (const signal of SIGNALS) process.off(signal, forward);
  });
}
