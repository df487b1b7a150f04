import { causeChain } from "./cause_chain.ts";
import { copyAgent, type Dispatcher, globalDispatcher } from "./undici_agent.ts";

/** How a request is routed. */
export interface UndiciRouteOptions {
  /** Whether it uses its own agent, not the pool. */
  readonly isFresh: boolean;
  /** Members to add to the options of the dispatch. */
  readonly limits: object;
}

const UNKNOWN_WAY = "UNKNOWN_WAY";

/**
 * A dispatcher for one request, with the same route as the default one. The version of undici, and so its dispatcher,
 * is known only when `fetch` dispatches the request: it shows in the handler.
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
   * Dispatches a request. It's called by undici's `fetch`.
   *
   * @param options undici's options.
   * @param handler undici's handler.
   */
  dispatch(options: object, handler: object): unknown {
    const version = "onRequestStart" in handler ? 2 : 1;
    const { isFresh, limits } = this.#options;
    if (isFresh && !this.#isClosed) this.#agent ??= copyAgent(version);
    const dispatcher = this.#agent ?? globalDispatcher(version);
    if (!dispatcher) throw Object.assign(new Error("Cannot find the global dispatcher"), { code: UNKNOWN_WAY });
    return dispatcher.dispatch({ ...options, ...limits }, handler);
  }

  /** Closes its agent, once its request has ended. */
  close(): void {
    this.#isClosed = true;
    this.#agent?.close().catch(() => {});
  }
}

/**
 * Returns whether an error means that a request couldn't be routed, so that nothing was sent.
 *
 * @param error What `fetch` rejected with.
 */
export function isUnroutable(error: unknown): boolean {
  return causeChain(error).some((link) =>
    "code" in link && (link.code === UNKNOWN_WAY || link.code === "UND_ERR_INVALID_ARG")
  );
}
