/** What makes clients that have connections of their own: `Deno`, unless its `createHttpClient` was taken away. */
export interface HttpClients {
  createHttpClient?(options: object): { close(): void };
}

/** What tells the runtimes of servers apart. */
export interface Platform {
  /** Where clients come from: on Deno alone, whose bodies allocate 64 KiB for each read that brings no buffer. */
  readonly clients: HttpClients | undefined;
  /** It gives what it received the type of what a program made. */
  readonly isBun: boolean;
}
