import { dirname } from "node:path";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import type { Agent } from "./agent.ts";

/** Options for {@linkcode runAgent}. */
export interface RunOptions {
  /** Whether it's told to try once. By default it retries as it comes. */
  readonly once?: boolean;
  /** Milliseconds that it may run. */
  readonly longest?: number;
}

/** How an agent ended. */
export interface AgentRun {
  readonly code: number;
  /** All that it printed. */
  readonly output: string;
}

// Some start slowly, and try several times.
const LONGEST = 240_000;

/**
 * Runs an agent in a home of its own, of which it can't leave anything behind.
 *
 * @param agent The agent.
 * @param bin The folder of its command.
 * @param url Where it finds its API.
 */
export async function runAgent(
  agent: Agent,
  bin: string,
  url: string,
  { once = false, longest = LONGEST }: RunOptions = {},
): Promise<AgentRun> {
  await using home = await temporaryFolder();
  for (const [name, text] of Object.entries(agent.files(url, once))) {
    const path = `${home.path}/${name}`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  const { code, stdout, stderr } = await new Deno.Command(`${bin}/${agent.command}`, {
    args: [...agent.args],
    cwd: home.path,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: home.path,
      TERM: "dumb",
      NO_COLOR: "1",
      CI: "1",
      ...agent.env(url),
      ...once && agent.once,
    },
    stdin: "null",
    signal: AbortSignal.timeout(longest),
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}
