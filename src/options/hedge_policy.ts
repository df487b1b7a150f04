/** The part of a hedged call that others see. */
export interface HedgedCall {
  /** Number of attempts that were started. */
  readonly started: number;
}

/** A way to make the attempts of a call, several of which may run at once; made by {@linkcode hedge}. */
export interface HedgePolicy {
  /**
   * Makes the attempts of a guarded call.
   *
   * @param call The call.
   * @returns The response of the attempt that was committed first.
   */
  race(call: HedgedCall): Promise<Response>;
}
