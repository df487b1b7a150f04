/** Reasoning effort that a request asks for. */
export type Effort = "low" | "medium" | "high" | "max";

/** The stream that a request asks for. */
export interface StreamRequest {
  /** Name of the format. */
  readonly format: string;
  /** The model, if the request names one. */
  readonly model?: string | undefined;
  /** The reasoning effort; `undefined` if the request doesn't say, and the model may reason by default. */
  readonly effort?: Effort | undefined;
  /**
   * Whether the server continues without its client, such as with OpenAI's `background`. Such a stream exists from its
   * first event on, so that event counts as content.
   */
  readonly durable?: boolean | undefined;
  /** Number of answers, each with its own end; by default one. */
  readonly answers?: number | undefined;
  /** Its client, if that needs different messages, such as `"codex"`. */
  readonly client?: string | undefined;
}
