// Prints how often agents send a request that fails for good, as a table for docs/proxy/clients.md.
// Arguments: names of agents, such as `Codex`; by default all of them.
import { servedProxy } from "../edge/fixtures/served_proxy.ts";
import { hang, json } from "../fixtures/scripts.ts";
import { type Script, scripted, type Upstream } from "../fixtures/upstream.ts";
import { type Agent, AGENTS } from "./agent.ts";
import { installAgents } from "./install_agents.ts";
import { runAgent } from "./run_agent.ts";

// Milliseconds. Some retry for many minutes.
const LONGEST = 90_000;
const VARIABLES = { TTFB_TIMEOUT_SECONDS: "0.5", CONTENT_TIMEOUT_SECONDS: "0.5", BREAKER_FAILURES: "1000" };

const chosen = AGENTS.filter(({ name }) => Deno.args.length === 0 || Deno.args.some((arg) => name.includes(arg)));
const bin = await installAgents();
console.log("| agent | requests if the status were 504 | the proxy's status | requests with that status |");
for (const agent of chosen) {
  const direct = await withStatus504(agent);
  const [status, requests] = await throughProxy(agent);
  console.log(`| ${agent.name} ${agent.version} | ${direct} | ${status} | ${requests} |`);
}
Deno.exit();

async function withStatus504(agent: Agent): Promise<string> {
  const headers = { "x-should-retry": "false" };
  await using upstream = await scripted(json({ title: "Gateway Timeout", status: 504 }, { status: 504, headers }));
  const ended = await runToItsEnd(agent, upstream.url);
  return `${asksOf(agent, upstream)}${ended ? "" : " and more"}`;
}

async function throughProxy(agent: Agent): Promise<[status: string, requests: string]> {
  const script: Script = hang();
  await using upstream = await scripted(script);
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, ...VARIABLES });
  const ended = await runToItsEnd(agent, proxy.url);
  const lines = proxy.log.text.map((line) => JSON.parse(line)).filter(({ path }) => agent.path.test(path ?? ""));
  const statuses = [...new Set(lines.map(({ status }) => status))];
  return [statuses.join(", "), `${lines.length}${ended ? "" : " and more"}`];
}

/** Returns whether the agent ended by itself. What it started may outlive it. */
async function runToItsEnd(agent: Agent, url: string): Promise<boolean> {
  const ran = runAgent(agent, bin, url, { longest: LONGEST }).then(() => true, () => false);
  return await Promise.race([ran, new Promise<false>((resolve) => setTimeout(resolve, LONGEST, false))]);
}

function asksOf({ path }: Agent, { requests }: Upstream): number {
  return requests.filter((request) => request.method === "POST" && path.test(request.path.split("?")[0] ?? "")).length;
}
