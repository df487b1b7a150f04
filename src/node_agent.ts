interface Agent {
  readonly [symbol: symbol]: object;
  readonly dispatch: unknown;
  readonly constructor: {
    readonly name: string;
    readonly prototype: { readonly dispatch: unknown };
    new (options: object): { close(): unknown };
  };
}

/** What makes Node's `fetch` use an agent, and frees that. */
export interface NodeAgent {
  readonly init: { readonly dispatcher: object };
  close(): unknown;
}

/**
 * Makes an agent like the one that Node's `fetch` goes by, with connections of
 * its own.
 *
 * It is known by the symbols that undici shares with every copy of itself, its
 * options by another. One of another kind, a proxy's or a mock's, is left alone:
 * it cannot be made a second time.
 *
 * @returns The agent, or `undefined` where there is none.
 * @see {@link https://github.com/nodejs/undici/blob/main/lib/global.js}
 */
export function nodeAgent(): NodeAgent | undefined {
  for (const version of [2, 1]) {
    const key = Symbol.for(`undici.globalDispatcher.${version}`);
    const agent = (globalThis as { readonly [symbol: symbol]: Agent | undefined })[key];
    if (agent?.constructor.name !== "Agent") continue;
    // One that was composed with interceptors looks like the agent in it.
    if (agent.dispatch !== agent.constructor.prototype.dispatch) continue;
    const [options, factory] = ["options", "factory"].map((name) => valueOf(agent, name));
    if (!options) continue;
    const dispatcher = new agent.constructor({ ...options, factory });
    return { init: { dispatcher }, close: () => dispatcher.close() };
  }
  return undefined;
}

function valueOf(agent: Agent, name: string): object | undefined {
  const symbol = Object.getOwnPropertySymbols(agent).find(({ description }) => description === name);
  return symbol && agent[symbol];
}
