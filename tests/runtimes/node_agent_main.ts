// Has Node re-fetch under a global agent; its last argument holds what is wanted as JSON.
import { createFetch, timingOf } from "../../mod.ts";
import type { NodeAgentRequest } from "./node_agent_request.ts";

interface Agent {
  dispatch(...rest: unknown[]): unknown;
  compose(interceptor: (dispatch: Agent["dispatch"]) => Agent["dispatch"]): Agent;
}

interface AgentConstructor {
  new (options?: object): Agent;
}

const { process } = globalThis as unknown as {
  process: { argv: string[]; exit(): void };
};
const { url, agent, ca, before }: NodeAgentRequest = JSON.parse(process.argv.at(-1) ?? "");
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// Node makes its agent at its first fetch.
await fetch("data:,");
const agents = globalThis as unknown as Record<symbol, Agent | undefined>;
const known = ["undici.globalDispatcher.2", "undici.globalDispatcher.1"].map((name) => Symbol.for(name));
const key = known.find((key) => agents[key]);
if (!key) throw new TypeError("Expected Node to have an agent");
const OwnAgent = agents[key]?.constructor as AgentConstructor;
let dispatched = 0;
class CountingAgent extends OwnAgent {
  override dispatch(...rest: unknown[]): unknown {
    dispatched++;
    return super.dispatch(...rest);
  }
}
if (agent === "with options") agents[key] = new OwnAgent({ connect: { ca } });
if (agent === "of another kind") agents[key] = new CountingAgent();
if (agent === "with a factory") {
  const own = agents[key] as Agent & Record<symbol, (...rest: unknown[]) => unknown>;
  const [made] = Object.getOwnPropertySymbols(own).filter(({ description }) => description === "factory");
  agents[key] = new OwnAgent({
    factory: (...rest: unknown[]) => {
      dispatched++;
      return made && own[made]?.(...rest);
    },
  });
}
if (agent === "composed with interceptors") {
  agents[key] = new OwnAgent().compose((dispatch) => (options, handler) => {
    dispatched++;
    return dispatch(options, handler);
  });
}

if (before) {
  await (await fetch(before)).text();
  // Its connection is idle only then.
  await rest(50);
}
const fetchAgain = createFetch({
  ttfbTimeout: ({ attempt }) => attempt === 1 ? 200 : 20_000,
  retry: { maxAttempts: 2 },
  fetch: agent === "beside a fetch of the caller's" ? (input, init) => fetch(input, init) : undefined,
});
const response = await fetchAgain(url);
const text = await response.text();
const outcomes = timingOf(response)?.attempts.map(({ outcome }) => outcome);
console.log(JSON.stringify({ outcomes, text, dispatched }));
// Left to itself, an agent of the platform's keeps its connections for seconds: so long that its upstream can tell.
await rest(2_000);
process.exit();
