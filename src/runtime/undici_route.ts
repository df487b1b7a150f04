import { causeChain } from "./cause_chain.ts";
import { copyAgent, type Dispatcher, globalDispatcher } from "./undici_agent.ts";

/** How a request is routed. */
export interface UndiciRouteOptions {
  /** Whether it goes by an agent of its own, not by the pool. */
  readonly isFresh: boolean;
  /** Members of the options that the request is dispatched with. */
  readonly limits: object;
}

const UNKNOWN_WAY = "UNKNOWN_WAY";

/**
 * A dispatcher for one request, which routes it the way that it would have gone by without: which one that is, is only known
 * once `fetch` dispatches it, since every version of undici knows a request by its handler.
 */
export class UndiciRoute {
  readonly #options: UndiciRouteOptions;
  #agent: Dispatcher | undefined;
  #isClosed = false;

  /**
   * Constructs a new {@linkcode UndiciRoute} instance.
   *
   * @param options How the request is routed.
   */
  constructor(options: UndiciRouteOptions) {
    this.#options = options;
  }

  /**
   * Dispatches a request; called by undici's `fetch`.
   *
   * @param options undici's.
   * @param handler Is called with what comes of it.
   */
  dispatch(options: object, handler: object): unknown {
    const version = "onRequestStart" in handler ? 2 : 1;
    const { isFresh, limits } = this.#options;
    if (isFresh && !this.#isClosed) this.#agent ??= copyAgent(version);
    const dispatcher = this.#agent ?? globalDispatcher(version);
    if (!dispatcher) throw Object.assign(new Error("Cannot find the global dispatcher"), { code: UNKNOWN_WAY });
    return dispatcher.dispatch({ ...options, ...limits }, handler);
  }

  /** Closes its agent, once what is under way has ended. */
  close(): void {
    this.#isClosed = true;
    this.#agent?.close().catch(() => {});
  }
}

/**
 * Tells whether an error says that a request couldn't be routed, so that nothing was sent.
 *
 * @param error What `fetch` rejected with.
 */
export function isUnroutable(error: unknown): boolean {
  return causeChain(error).some((link) =>
    "code" in link && (link.code === UNKNOWN_WAY || link.code === "UND_ERR_INVALID_ARG")
  );
}
