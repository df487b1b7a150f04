import { dirname } from "node:path";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import type { Agent } from "./agent.ts";

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
export async function runAgent(agent: Agent, bin: string, url: string): Promise<AgentRun> {
  await using home = await temporaryFolder();
  for (const [name, text] of Object.entries(agent.files(url))) {
    const path = `${home.path}/${name}`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  const { code, stdout, stderr } = await new Deno.Command(`${bin}/${agent.command}`, {
    args: [...agent.args],
    cwd: home.path,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: home.path, TERM: "dumb", NO_COLOR: "1", CI: "1", ...agent.env(url) },
    stdin: "null",
    signal: AbortSignal.timeout(LONGEST),
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}
