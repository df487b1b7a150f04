/** Tells the upstream, as JSON in a chat request's `user`, who asks and how it is to answer. */
export interface ChatUser {
  /** Whose requests are counted together. */
  readonly name: string;
  /** What the schedule is drawn by; without it every attempt is answered at once. */
  readonly seed?: number;
  /** Number of the call in that schedule. */
  readonly call?: number;
  /** Whether no connection is dead, whatever the schedule says. */
  readonly healthy?: boolean;
  /** Milliseconds between two events. */
  readonly gap?: number;
}
