import { deferred } from "../runtime/deferred.ts";
import { spawn } from "node:child_process";
import { basename } from "node:path";
import process from "node:process";
import { type Account, CLIENTS, commonEnvironment } from "./clients.ts";
import type { Environment } from "./configuration.ts";
import { type Signal, signalCode, SIGNALS } from "./signals.ts";
import { UsageError } from "./usage_error.ts";

// What a shell says of a command that it may not run.
const NOT_EXECUTABLE = 126;

/**
 * Runs a command that finds a proxy by its environment, and, as Codex reads none, by its arguments.
 *
 * @param command The command and its arguments.
 * @param url The proxy's.
 * @param environment What the command is to inherit.
 * @returns Its exit code, as a shell tells it.
 * @throws {UsageError} If there's no command, or it can't be found.
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

/** Finds out what Codex is logged in with; it says so itself. */
async function accountOf(program: string, environment: Environment): Promise<Account> {
  // It prefers a key that it's given so.
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
  // A terminal sends its signals to the child as well, which decides what they mean.
  const forward = (signal: Signal) => {
    // By the process: after a `kill` of the child's own, Deno takes whatever exit code it has for that signal.
    if (child.pid !== undefined && child.exitCode === null) process.kill(child.pid, signal);
  };
  // Before the child runs: a signal in between would end this process alone. None is heard before `spawn` returns.
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
