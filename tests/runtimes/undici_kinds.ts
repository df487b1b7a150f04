import type { Ways } from "./undici_ways.ts";

/** A dispatcher of undici's. */
export interface Agent {
  dispatch(...rest: unknown[]): unknown;
  compose(interceptor: (dispatch: Agent["dispatch"]) => Agent["dispatch"]): Agent;
}

type AgentClass = new (options?: unknown) => Agent;

interface MockAgent extends Agent {
  disableNetConnect(): void;
  get(origin: string): {
    intercept(request: object): { reply(status: number, body: string): { delay(ms: number): Persistent } & Persistent };
  };
}

interface Persistent {
  persist(): void;
}

/** A copy of undici. */
export interface Undici {
  readonly Agent: AgentClass;
  readonly Pool: new (origin: unknown, options?: unknown) => Agent;
  readonly ProxyAgent: AgentClass;
  readonly EnvHttpProxyAgent: AgentClass;
  readonly MockAgent: new () => MockAgent;
  readonly fetch: typeof fetch;
  setGlobalDispatcher(agent: Agent): void;
  buildConnector(options: object): (...rest: unknown[]) => void;
}

/** A kind of global dispatcher. */
export interface Kind {
  make(undici: Undici, ways: Ways): Agent;
  /** What is fetched by it, if not the plain origin. */
  url?(ways: Ways): string;
  /** Whether it can be copied. */
  readonly isPlain?: boolean;
}

type Lookup = (host: string, options: { all?: boolean }, callback: (...rest: unknown[]) => void) => void;

const lookup: Lookup = (_host, { all }, callback) =>
  all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);

// undici takes none of another length.
const passOn = (dispatch: Agent["dispatch"]) => (options: unknown, handler: unknown) => dispatch(options, handler);

/** The kinds of dispatchers that are set as the global one. */
export const KINDS: Record<string, Kind> = {
  ProxyAgent: { make: ({ ProxyAgent }, { proxy }) => new ProxyAgent(proxy) },
  EnvHttpProxyAgent: {
    make: ({ EnvHttpProxyAgent }, { proxy }) => new EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy }),
  },
  MockAgent: { make: ({ MockAgent }, { url }) => mock(new MockAgent(), url) },
  "Agent, plain": { make: ({ Agent }) => new Agent(), isPlain: true },
  "Agent, connect.ca": {
    make: ({ Agent }, { certificate }) => new Agent({ connect: { ca: certificate.cert } }),
    url: ({ secureUrl }) => secureUrl,
    isPlain: true,
  },
  "Agent, connect.socketPath": {
    make: ({ Agent }, { socketPath }) => new Agent({ connect: { socketPath } }),
    url: () => "http://nowhere.invalid",
    isPlain: true,
  },
  "Agent, connect.lookup": {
    make: ({ Agent }) => new Agent({ connect: { lookup } }),
    url: ({ url }) => url.replace("127.0.0.1", "nowhere.invalid"),
    isPlain: true,
  },
  "Agent, connect a function": {
    make: ({ Agent, buildConnector }) => new Agent({ connect: buildConnector({ lookup }) }),
    url: ({ url }) => url.replace("127.0.0.1", "nowhere.invalid"),
    isPlain: true,
  },
  "Agent, a factory of one shared pool": {
    make({ Agent, Pool }, { url }) {
      const pool = new Pool(url);
      return new Agent({ factory: () => pool });
    },
  },
  "Agent, composed": { make: ({ Agent }) => new Agent().compose(passOn) },
  "Agent, a class of that name": {
    make({ Agent: Base }) {
      class Agent extends Base {}
      return new Agent();
    },
  },
  "a dispatcher of nobody's": {
    make({ Agent }) {
      const agent = new Agent();
      return Object.assign(Object.create(null), {
        dispatch: (...rest: unknown[]) => agent.dispatch(...rest),
      });
    },
  },
};

function mock(agent: MockAgent, url: string): Agent {
  agent.disableNetConnect();
  const origin = agent.get(url);
  origin.intercept({ path: "/hang" }).reply(200, "late").delay(10_000).persist();
  origin.intercept({ path: () => true }).reply(200, "mocked").persist();
  return agent;
}
