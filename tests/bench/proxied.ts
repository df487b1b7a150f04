/** Where calls are sent: a proxy that runs, or the upstream itself. */
export interface Proxied {
  readonly name: string;
  readonly url: string;
  /** Headers that its clients send. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Its process, if it is a proxy. */
  readonly pid?: number;
  /** The name of the one that does no more than pass on, on the same runtime. */
  readonly plain?: string;
}
