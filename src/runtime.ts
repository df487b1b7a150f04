interface Runtime {
  readonly Deno?: { createHttpClient?(options: object): { close(): void } };
  readonly Bun?: unknown;
  readonly process?: unknown;
}

/** The global object, by which runtimes are told apart. */
export const runtime: Runtime = globalThis as Runtime;
