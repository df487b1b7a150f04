import type { Certificate } from "../fixtures/certificate.ts";

/** What Node is asked to fetch under every global dispatcher. */
export interface MatrixRequest {
  /** Path of each copy of undici, by its major version. */
  readonly copies: Readonly<Record<string, string>>;
  /** Where it shall serve a proxy. */
  readonly proxyPort: number;
  readonly certificate: Certificate;
  /** Of a Unix socket. */
  readonly socketPath: string;
  /** Whether nothing but Node's own proxy, which its environment sets, is tried. */
  readonly byEnvironment?: boolean;
}

/** How a request came to its server, or why it didn't. */
export type Way = string;

/** What came of one combination. */
export interface MatrixRow {
  readonly combination: {
    readonly kind: string;
    readonly fetch: string;
    readonly copy?: string;
    readonly order?: string;
  };
  readonly ways: {
    readonly plain: Way;
    readonly fresh: Way;
    readonly limited: Way;
    /** Of a plain request behind the others. */
    readonly after: Way;
  };
  /** Of a request that is never answered. */
  readonly hung: Way;
  readonly isFresh: boolean;
  readonly isLimited: boolean;
  /** Whether the connection that should be fresh had carried a request before. */
  readonly isReused: boolean;
}
