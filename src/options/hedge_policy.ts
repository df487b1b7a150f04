/** A call that is hedged, as far as others need to know it. */
export interface HedgedCall {
  /** Attempts that were started so far. */
  readonly started: number;
}

/** A way to make the attempts of a call, several of which may run at once; made by {@linkcode hedge}. */
export interface HedgePolicy {
  /**
   * Attempts a call that is guarded.
   *
   * @param call The call.
   * @returns The response of the attempt that was committed first.
   */
  race(call: HedgedCall): Promise<Response>;
}
