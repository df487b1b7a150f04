/** A server in a process of its own, which disposing of ends. */
export interface Server extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  /** Its process. */
  readonly pid: number;
}

/** How a server is started. */
export interface ServerOptions {
  args: string[];
  /** Variables beside those of this process. */
  env?: Record<string, string>;
  /** Where it will listen. */
  port: number;
}

const PATIENCE = 20_000;

/** Has a shell raise the number of files that a process may open, and become the command that follows. */
export const RAISED = 'ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"';

/** Returns a port that nothing listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/**
 * Starts a server, and waits until it accepts connections.
 *
 * @param command Its executable.
 * @param options Its arguments and its port.
 */
export async function startServer(command: string, { args, env, port }: ServerOptions): Promise<Server> {
  const options = { env, stdin: "piped", stdout: "null", stderr: "null" } as const;
  const child = new Deno.Command("sh", { args: ["-c", RAISED, command, ...args], ...options }).spawn();
  let ended = false;
  child.status.then(() => ended = true);
  const until = performance.now() + PATIENCE;
  while (!await accepts(port)) {
    if (ended || performance.now() > until) throw new Error(`Cannot start ${command}: nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      if (!ended) child.kill();
      await Promise.all([child.status, child.stdin.close().catch(() => {})]);
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}
