import { fateOf } from "../schedule.ts";

/** Milliseconds between the events of a stream. */
export const GAP = 2_000;

const SEED = 7;

/** Tells the upstream, as JSON in a chat request's `user`, which stream is asked for. */
export interface NumberedStream {
  readonly id: number;
  /** Events after which it ends; without them it ends when all are released. */
  readonly events?: number | undefined;
  /** Whether its connection is alive, whatever its lot. */
  readonly healthy?: boolean | undefined;
}

/** Returns the text of one of its events, which says whose it is and which one. */
export function textOf(id: number, event: number): string {
  return `${id}:${event}`;
}

/** Returns where the first connection of a stream falls silent for good, if it's one of the dead fifth. */
export function deadOf({ id, healthy }: NumberedStream): ReturnType<typeof fateOf>["dead"] {
  return healthy ? undefined : fateOf(SEED, id, 1).dead;
}
