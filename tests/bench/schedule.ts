import { createHash } from "node:crypto";

/** How many times faster than in the field a schedule runs. */
export const SPEED = 100;

/** Milliseconds, at that speed: what a healthy upstream takes, what a first byte is given, when callers give up. */
export const TIMES = { medianFirstByte: 20, cutoff: 450, patience: 3_000 };

/** Share of the connections that are accepted and then never answered. */
export const DEAD_SHARE = 0.2;

/** Standard deviation of the logarithm of the first-byte times. */
export const SIGMA = 0.6;

/** What an upstream does with one attempt. */
export interface Fate {
  /** Where it falls silent for good, if it does: half of the time before the headers, half after. */
  readonly dead: "before headers" | "after headers" | undefined;
  /** Milliseconds until its first byte, if it answers. */
  readonly firstByte: number;
}

/**
 * Draws by lot what becomes of an attempt: the same for the same numbers.
 *
 * @param seed Any integer.
 * @param call Number of the call.
 * @param attempt Its attempt, from `1`.
 */
export function fateOf(seed: number, call: number, attempt: number): Fate {
  const [lot, radius, angle] = lots(`${seed}/${call}/${attempt}`);
  // Box and Muller's way from two even lots to a normal one.
  const normal = Math.sqrt(-2 * Math.log(1 - radius)) * Math.cos(2 * Math.PI * angle);
  return {
    dead: lot >= DEAD_SHARE ? undefined : lot < DEAD_SHARE / 2 ? "before headers" : "after headers",
    firstByte: TIMES.medianFirstByte * Math.exp(SIGMA * normal),
  };
}

function lots(key: string): [number, number, number] {
  const bytes = createHash("sha256").update(key).digest();
  return [bytes.readUInt32LE(0) / 2 ** 32, bytes.readUInt32LE(4) / 2 ** 32, bytes.readUInt32LE(8) / 2 ** 32];
}
