import config from "../../deno.json" with { type: "json" };
import { VARIABLES } from "../../edge/config/bindings.ts";
import { TextLineStream } from "../fixtures/text_line_stream.ts";
import { LogBook, type RunningProxy, type Variables } from "./running_proxy.ts";

/** A proxy in a process of its own. */
export interface ServedProxy extends RunningProxy {
  readonly pid: number;
  /** What it wrote to its standard error. */
  readonly errors: string[];
}

/** How a process ended that was to serve. */
export interface FailedStart {
  readonly code: number;
  readonly errors: string[];
}

const TASK = config.tasks.serve.command.split(" ").slice(1);
const WORKER = ["serve", "--allow-net", "--allow-env", "--host", "127.0.0.1", "--port", "0", "edge/worker.ts"];

/** Starts what `deno task serve` starts, on a port that is free. */
export function servedProxy(variables: Variables): Promise<ServedProxy> {
  return serve(TASK, { PORT: "0", ...variables });
}

/** Starts the entry of Deno Deploy. */
export function servedWorker(variables: Variables): Promise<ServedProxy> {
  return serve(WORKER, variables);
}

async function serve(args: string[], variables: Variables): Promise<ServedProxy> {
  const { process, errors, listening } = start(args, variables);
  const log = new LogBook();
  const logged = process.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    .pipeTo(new WritableStream({ write: (line) => log.write(line) }));
  const url = await listening;
  return {
    url,
    log,
    errors,
    pid: process.pid,
    async [Symbol.asyncDispose]() {
      process.kill();
      await Promise.all([process.status, logged, ended(errors)]);
    },
  };
}

/** Starts what cannot start, and resolves when it has ended. */
export async function failedStart(variables: Variables): Promise<FailedStart> {
  const { process, errors, listening } = start(TASK, variables);
  listening.catch(() => {});
  await process.stdout.cancel();
  const { code } = await process.status;
  await ended(errors);
  return { code, errors };
}

const ends = new WeakMap<string[], Promise<void>>();

async function ended(errors: string[]): Promise<void> {
  await ends.get(errors);
}

function start(args: string[], variables: Variables) {
  const own: readonly string[] = [...VARIABLES, "PORT"];
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !own.includes(name));
  const process = new Deno.Command(Deno.execPath(), {
    args,
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...variables },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors: string[] = [];
  const listening = Promise.withResolvers<string>();
  const end = process.stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    .pipeTo(
      new WritableStream({
        write(line) {
          errors.push(line);
          const [, url] = /Listening on (http:[^ ]*[^ /])/.exec(line) ?? [];
          if (url) listening.resolve(url);
        },
        close: () => listening.reject(new Error(`Cannot start the proxy: it wrote ${errors.join("; ")}`)),
      }),
    );
  ends.set(errors, end);
  return { process, errors, listening: listening.promise };
}
