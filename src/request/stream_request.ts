/** How hard a request has the model reason, as far as the request says so. */
export type Effort = "low" | "medium" | "high" | "max";

/** The stream that a request asks for. */
export interface StreamRequest {
  /** Name of the format. */
  readonly format: string;
  /** The model, if the request names one. */
  readonly model?: string | undefined;
  /** The reasoning effort; `undefined` where nothing says that it isn't high, and the model may reason by default. */
  readonly effort?: Effort | undefined;
  /**
   * Whether the server goes on without its client, as OpenAI's `background` has it. Such a stream exists from its first
   * event on, so that event counts as content.
   */
  readonly durable?: boolean | undefined;
  /** How many answers it asks for, each with an end of its own; by default one. */
  readonly answers?: number | undefined;
  /** Its client, where that one has to be told in a way of its own, such as `"codex"`. */
  readonly client?: string | undefined;
}
