import { TextLineStream } from "../fixtures/text_line_stream.ts";

/** A server in a process of its own, which disposing of ends. */
export interface Server extends AsyncDisposable {
  /** The first line that it printed. */
  readonly line: string;
}

/**
 * Starts a server, and waits for the first line that it prints.
 *
 * @param command Its executable.
 * @param args Its arguments.
 * @param env Variables beside those of this process.
 */
export async function startServer(command: string, args: string[], env: Record<string, string> = {}): Promise<Server> {
  const child = new Deno.Command(command, { args, env, stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  const { value } = await lines.read();
  if (value === undefined) throw new Error(`Cannot start ${command}: it ended before it printed a line`);
  // Whatever it prints later is read, lest it wait for a reader.
  const drained = (async () => {
    while (!(await lines.read()).done);
  })();
  return {
    line: value.trim(),
    async [Symbol.asyncDispose]() {
      child.kill();
      await Promise.all([child.status, drained, child.stdin.close().catch(() => {})]);
    },
  };
}
