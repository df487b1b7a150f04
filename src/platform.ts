/** What tells the runtimes of servers apart. */
export interface Platform {
  /** Its bodies allocate 64 KiB for each read that brings no buffer. */
  readonly isDeno: boolean;
  /** It gives what it received the type of what a program made. */
  readonly isBun: boolean;
  /** Makes a client with connections of its own, where there is a way. */
  createClient(options: object): { close(): void } | undefined;
}
