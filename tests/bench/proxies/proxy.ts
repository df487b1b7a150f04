import type { Server } from "../start_server.ts";

/** A proxy that takes part. */
export interface Proxy {
  readonly name: string;
  /** The name of the one that does no more than pass on, on the same runtime. */
  readonly plain?: string;
  /** Starts it. */
  start(setup: ProxySetup): Promise<StartedProxy>;
}

/** One that can't take part. */
export interface MissingProxy {
  readonly name: string;
  /** Why. */
  readonly missing: string;
}

/** What all are given that have a setting for it. */
export interface ProxySetup {
  /** Where requests go: to the first, or else to the next. Without a slash at their ends. */
  readonly upstreams: readonly string[];
  /** Milliseconds that an upstream may be silent, before its answer and in it. */
  readonly cutoff: number;
  /** Attempts of a request, the first included. */
  readonly attempts: number;
}

/** One that runs. */
export interface StartedProxy extends Server {
  /** Headers that its clients send. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns as many upstreams as there may be attempts, one after the other. */
export function eachAttempt({ upstreams, attempts }: ProxySetup): string[] {
  return Array.from({ length: attempts }, (_, attempt) => upstreams[attempt % upstreams.length] ?? "");
}

/** Has a server take more with it when it ends. */
export function endingWith(server: Server, end: () => PromiseLike<void>): Server {
  return {
    url: server.url,
    pid: server.pid,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await end();
    },
  };
}
