// Has a process fetch under a short limit of its platform's; its last argument holds the URL of a slow upstream as JSON.
import { runtime } from "../../src/runtime/select_runtime.ts";

interface Agent {
  readonly constructor: new (options: object) => Agent;
}

const { process } = globalThis as unknown as { process: { argv: string[]; exit(): void } };
const url: string = JSON.parse(process.argv.at(-1) ?? "");

await fetch("data:,");
const agents = globalThis as unknown as Record<symbol, Agent | undefined>;
for (const version of [1, 2]) {
  const key = Symbol.for(`undici.globalDispatcher.${version}`);
  const agent = agents[key];
  if (agent?.constructor.name === "Agent") {
    agents[key] = new agent.constructor({ headersTimeout: 100, bodyTimeout: 100 });
  }
}

const outcomes: Record<string, string> = {};
await Promise.all(["headers", "body"].flatMap((late) => [
  add(`${late}, plain`, `${url}/${late}`),
  add(`${late}, impatient`, `${url}/${late}`, runtime.connect({ init: {}, isFresh: true, patience: 300_000 })?.init),
  add(`${late}, patient`, `${url}/${late}`, runtime.connect({ init: {}, isFresh: false, patience: 300_001 })?.init),
  add(`${late}, unbounded`, `${url}/${late}`, runtime.connect({ init: {}, isFresh: true, patience: false })?.init),
]));
console.log(JSON.stringify(outcomes));
process.exit();

async function add(name: string, url: string, init?: object): Promise<void> {
  try {
    outcomes[name] = await (await fetch(url, init)).text();
  } catch (error) {
    outcomes[name] = runtime.isPlatformTimeout(error) ? "limit" : `${error} ${JSON.stringify(error)}`;
  }
}
