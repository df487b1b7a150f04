/** Version of undici's interface between `fetch` and dispatchers: 2 from undici 8 on, 1 before. */
export type ApiVersion = 1 | 2;

/** The part of undici's dispatchers that is used. */
export interface Dispatcher {
  dispatch(options: object, handler: object): unknown;
  close(): Promise<void>;
  /** Whether it's a mock. */
  readonly isMockActive?: boolean;
}

interface DispatcherClass {
  readonly name: string;
  readonly prototype: Dispatcher;
  new (options: object): Dispatcher;
}

/**
 * Returns the global dispatcher of this interface, which all copies of undici share.
 *
 * @param version Version of the interface.
 * @returns The dispatcher; `undefined` if no such `fetch` was called yet.
 *
 * @see {@link https://github.com/nodejs/undici/blob/main/lib/global.js}
 */
export function globalDispatcher(version: ApiVersion): Dispatcher | undefined {
  const key = Symbol.for(`undici.globalDispatcher.${version}`);
  return (globalThis as { readonly [symbol: symbol]: Dispatcher | undefined })[key];
}

/**
 * Returns whether the global dispatcher can be copied.
 *
 * A proxy, a mock, or a dispatcher with interceptors can't.
 */
export function areCopyable(): boolean {
  const versions = ([1, 2] as const).filter((version) => globalDispatcher(version));
  return versions.length > 0 && versions.every((version) => isPlain(innermost(version)));
}

/**
 * Creates an agent that connects like the global one, but has its own connections.
 *
 * @param version Version of the interface of the `fetch`.
 * @returns The agent; `undefined` if the global one can't be copied.
 */
export function copyAgent(version: ApiVersion): Dispatcher | undefined {
  const outer = globalDispatcher(version);
  const inner = innermost(version);
  if (!outer || !isPlain(inner)) return undefined;
  const agent = new (classOf(inner))({ ...member(inner, "options") });
  return outer === inner ? agent : new (classOf(outer))(agent);
}

/** Returns the dispatcher inside undici 8's adapter for the first interface; any other dispatcher itself. */
function innermost(version: ApiVersion): Dispatcher | undefined {
  const dispatcher = globalDispatcher(version);
  return dispatcher && classOf(dispatcher).name === "Dispatcher1Wrapper" ? globalDispatcher(2) : dispatcher;
}

/** Returns whether a dispatcher is undici's own `Agent`, and all of its options can be read. */
function isPlain(dispatcher: Dispatcher | undefined): dispatcher is Dispatcher {
  if (!dispatcher) return false;
  const Class = classOf(dispatcher);
  const { prototype } = Class;
  if (Class.name !== "Agent" || Object.getPrototypeOf(Class).name !== "DispatcherBase") return false;
  // An agent composed with interceptors looks like the agent inside.
  if (Object.getPrototypeOf(dispatcher) !== prototype || dispatcher.dispatch !== prototype.dispatch) return false;
  const options = member(dispatcher, "options");
  if (!options || "interceptors" in options && options.interceptors) return false;
  // A dispatcher from another factory may be in use elsewhere, and mustn't be closed.
  return member(dispatcher, "factory") === member(new Class({}), "factory");
}

function classOf(dispatcher: Dispatcher): DispatcherClass {
  return (dispatcher.constructor ?? Object) as DispatcherClass;
}

function member(dispatcher: Dispatcher, name: string): object | undefined {
  const symbol = Object.getOwnPropertySymbols(dispatcher).find(({ description }) => description === name);
  return symbol && (dispatcher as unknown as { readonly [symbol: symbol]: object })[symbol];
}
