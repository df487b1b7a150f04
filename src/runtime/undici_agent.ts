/** Version of undici's interface between `fetch` and dispatchers: 2 from undici 8 on, 1 before. */
export type ApiVersion = 1 | 2;

/** What this needs of undici's dispatchers. */
export interface Dispatcher {
  dispatch(options: object, handler: object): unknown;
  close(): Promise<void>;
  /** Whether it's a mock's. */
  readonly isMockActive?: boolean;
}

interface DispatcherClass {
  readonly name: string;
  readonly prototype: Dispatcher;
  new (options: object): Dispatcher;
}

/**
 * Returns the dispatcher that every `fetch` of undici's with this interface goes by, whichever copy of undici it's from.
 *
 * @param version Which interface.
 * @returns The dispatcher, or `undefined` where no such `fetch` was called yet.
 *
 * @see {@link https://github.com/nodejs/undici/blob/main/lib/global.js}
 */
export function globalDispatcher(version: ApiVersion): Dispatcher | undefined {
  const key = Symbol.for(`undici.globalDispatcher.${version}`);
  return (globalThis as { readonly [symbol: symbol]: Dispatcher | undefined })[key];
}

/**
 * Tells whether the dispatcher of every `fetch` of undici's can be copied.
 *
 * A proxy's, a mock's, or one with interceptors can't.
 */
export function areCopyable(): boolean {
  const versions = ([1, 2] as const).filter((version) => globalDispatcher(version));
  return versions.length > 0 && versions.every((version) => isPlain(innermost(version)));
}

/**
 * Makes an agent that connects as a global one does, but has connections of its own.
 *
 * @param version The interface of the `fetch` that it's for.
 * @returns The agent, or `undefined` where that can't be copied.
 */
export function copyAgent(version: ApiVersion): Dispatcher | undefined {
  const outer = globalDispatcher(version);
  const inner = innermost(version);
  if (!outer || !isPlain(inner)) return undefined;
  const agent = new (classOf(inner))({ ...member(inner, "options") });
  return outer === inner ? agent : new (classOf(outer))(agent);
}

/** Returns what undici 8 has set for a `fetch` of the first interface an adapter around; otherwise, what is set. */
function innermost(version: ApiVersion): Dispatcher | undefined {
  const dispatcher = globalDispatcher(version);
  return dispatcher && classOf(dispatcher).name === "Dispatcher1Wrapper" ? globalDispatcher(2) : dispatcher;
}

/** Tells undici's own `Agent` with nothing but options that can be read. */
function isPlain(dispatcher: Dispatcher | undefined): dispatcher is Dispatcher {
  if (!dispatcher) return false;
  const Class = classOf(dispatcher);
  const { prototype } = Class;
  if (Class.name !== "Agent" || Object.getPrototypeOf(Class).name !== "DispatcherBase") return false;
  // One that was composed with interceptors looks like the agent in it.
  if (Object.getPrototypeOf(dispatcher) !== prototype || dispatcher.dispatch !== prototype.dispatch) return false;
  const options = member(dispatcher, "options");
  if (!options || "interceptors" in options && options.interceptors) return false;
  // What another factory made may be in use elsewhere, and mustn't be closed.
  return member(dispatcher, "factory") === member(new Class({}), "factory");
}

function classOf(dispatcher: Dispatcher): DispatcherClass {
  return (dispatcher.constructor ?? Object) as DispatcherClass;
}

function member(dispatcher: Dispatcher, name: string): object | undefined {
  const symbol = Object.getOwnPropertySymbols(dispatcher).find(({ description }) => description === name);
  return symbol && (dispatcher as unknown as { readonly [symbol: symbol]: object })[symbol];
}
