/** What Node is asked to re-fetch. */
export interface NodeAgentRequest {
  readonly url: string;
  /** The global agent it is under. */
  readonly agent:
    | "Node's own"
    | "with options"
    | "with a factory"
    | "composed with interceptors"
    | "of another kind"
    | "beside a fetch of the caller's";
  /** What it fetches before, once. */
  readonly before?: string;
  /** Certificate that only those options trust. */
  readonly ca?: string;
}
