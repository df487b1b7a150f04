// Has Node fetch under every global dispatcher, by every fetch of undici's; its last argument holds the request as JSON.
import { runtime } from "../../src/runtime/select_runtime.ts";
import type { MatrixRequest, MatrixRow, Way } from "./undici_matrix.ts";
import { type Agent, KINDS, type Undici } from "./undici_kinds.ts";
import { type Served, serveWays } from "./undici_ways.ts";

type Fetch = typeof fetch;
const { process } = globalThis as unknown as {
  process: {
    argv: string[];
    versions: { undici: string };
    exit(): void;
    getBuiltinModule(name: "node:module"): { createRequire(path: string): NodeRequire };
  };
};
interface NodeRequire {
  (path: string): Undici;
  readonly cache: Record<string, unknown>;
}

const { copies, proxyPort, certificate, socketPath, byEnvironment }: MatrixRequest = JSON.parse(
  process.argv.at(-1) ?? "",
);
const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);
const KEYS = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`));
const globals = globalThis as unknown as Record<symbol, Agent | undefined> & { fetch: Fetch };
const nodesFetch = globals.fetch;
const served = await serveWays({ proxyPort, certificate, socketPath });
await nodesFetch("data:,");
const nodesKey = KEYS[Number.parseInt(process.versions.undici) < 8 ? 0 : 1] as symbol;
const nodesDispatchers = KEYS.map((key) => globals[key]);
const rows: MatrixRow[] = [await row({ kind: "none", fetch: "Node's" }, served.url)];

const loadable = Object.entries(byEnvironment ? {} : copies).filter(([, path]) => isLoadable(path));

for (const [copy, path] of loadable) {
  for (const order of ["before", "after"]) {
    restore(order === "before" ? [undefined, undefined] : nodesDispatchers);
    const undici = load(path);
    // Node's own sets an agent at the first fetch if it finds none.
    if (!globals[nodesKey]) restore(nodesDispatchers);
    const imported = KEYS.map((key) => globals[key]);
    const fetches: [string, Fetch][] = [["Node's", nodesFetch], [`undici ${copy}'s`, undici.fetch]];
    const others = loadable.filter(([other]) => other !== copy);
    for (const [fetch, used] of fetches) {
      await measure(used, { copy, kind: "imported", order, fetch }, served.url);
      for (const [kind, { make, url }] of order === "after" ? Object.entries(KINDS) : []) {
        undici.setGlobalDispatcher(make(undici, served));
        await measure(used, { copy, kind, order, fetch }, url?.(served) ?? served.url);
        restore(imported);
      }
    }
    for (const [other, path] of others) {
      undici.setGlobalDispatcher(new undici.ProxyAgent(served.proxy));
      const { fetch } = load(path);
      await measure(fetch, { copy, kind: "ProxyAgent", order, fetch: `undici ${other}'s` }, served.url);
      restore(imported);
    }
  }
}
restore(nodesDispatchers);
if (!byEnvironment) {
  const undici = load(copies[7] ?? "");
  restore(nodesDispatchers);
  const dispatcher = new undici.ProxyAgent(served.proxy);
  const wrapper: Fetch = (input, init) => undici.fetch(input, { dispatcher, ...init } as RequestInit);
  await measure(wrapper, { kind: "none", fetch: "a wrapper's, with a ProxyAgent" }, served.url);
}

console.log(JSON.stringify(rows));
process.exit();

// undici 8 needs a newer Node than 20.
function isLoadable(path: string): boolean {
  try {
    return !!load(path);
  } catch {
    return false;
  }
}

function load(path: string): Undici {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  return require(path);
}

function restore(dispatchers: (Agent | undefined)[]): void {
  for (const [index, key] of KEYS.entries()) {
    // Once it is defined, it can only be written.
    if (dispatchers[index] || key in globals) globals[key] = dispatchers[index];
  }
}

async function measure(used: Fetch, combination: MatrixRow["combination"], url: string): Promise<void> {
  globals.fetch = used;
  rows.push(await row(combination, url));
  globals.fetch = nodesFetch;
}

async function row(combination: MatrixRow["combination"], url: string): Promise<MatrixRow> {
  await Promise.allSettled([get(`${url}/warm`), get(`${url}/warm`)]);
  const plain = await get(`${url}/plain`);
  const hung = await get(`${url}/hang`, { signal: AbortSignal.timeout(40) });
  const own = runtime.connect({ init: {}, isFresh: true, patience: false });
  const fresh = await get(`${url}/fresh`, own?.init);
  own?.close();
  const patient = runtime.connect({ init: {}, isFresh: false, patience: false });
  const limited = await get(`${url}/limited`, patient?.init);
  patient?.close();
  const after = await get(`${url}/after`);
  return {
    combination,
    ways: { plain: plain.way, fresh: fresh.way, limited: limited.way, after: after.way },
    hung: hung.way,
    isFresh: !!own?.isFresh,
    isLimited: !!patient,
    isReused: fresh.isReused,
  };
}

async function get(url: string, init?: object): Promise<Pick<Served, "way" | "isReused">> {
  const before = served.log.length;
  try {
    const text = await (await globals.fetch(url, init)).text();
    if (text === "mocked") return { way: "mock", isReused: false };
    return served.log.at(-1) ?? { way: "nowhere", isReused: false };
  } catch (error) {
    const { cause = error } = Object(error);
    const way: Way = `failed: ${cause.code ?? cause.message ?? cause}`;
    return served.log[before]
      ? { ...served.log[before], way: `${served.log[before].way}, ${way}` }
      : { way, isReused: false };
  }
}
