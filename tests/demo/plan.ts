import { FIRST_BYTE } from "./scale.ts";

/** What the upstream does with an attempt. */
export interface Fate {
  /** Where it falls silent for good, if it does. */
  readonly stall: Stall | undefined;
  /** Milliseconds until its first byte, if it does not. */
  readonly firstByte: number;
}

/** Where an attempt falls silent; the prelude is what comes before the first word. */
export type Stall = "before headers" | "after headers" | "after prelude";

const STALLS: readonly Stall[] = ["before headers", "after headers", "after prelude"];
const ROUNDS = 8;

/** What the demo's lots are drawn by: no call of its 100 stalls three times, and one of its first 20 does twice. */
export const SEED = 1347;

/** Of so many calls, one asks for a background response. */
export const BACKGROUND = { every: 10, first: 6 };

/**
 * Whether a call asks for a background response, which the upstream breaks off halfway.
 *
 * @param call From `0`.
 */
export function isBackground(call: number): boolean {
  return call % BACKGROUND.every === BACKGROUND.first;
}

/**
 * Draws by lot what becomes of each attempt, the same for all who make the same calls.
 *
 * Of the first attempts one in five stalls, of the second ones again one in five, and so on: a third of them before the
 * headers, a third after, a third after the prelude. Background responses don't stall.
 */
export class Plan {
  /** Calls before the lots repeat. */
  readonly calls: number;
  readonly #rounds: readonly (readonly Fate[])[];

  /**
   * @param calls Number of calls, best a multiple of ten.
   * @param seed Any integer; the same seed draws the same lots.
   */
  constructor(calls: number, seed: number) {
    this.calls = calls;
    const random = randomNumbers(seed);
    this.#rounds = Array.from({ length: ROUNDS }, () => drawRound(calls, random));
  }

  /** @param call From `0`. @param attempt From `1`. */
  fate(call: number, attempt: number): Fate {
    const round = this.#rounds[(attempt - 1) % ROUNDS];
    return round?.[call % this.calls] ?? { stall: undefined, firstByte: FIRST_BYTE.least };
  }
}

function drawRound(calls: number, random: () => number): Fate[] {
  const { least, most } = FIRST_BYTE;
  const lots = Array.from({ length: calls }, (_, call) => ({ call, lot: isBackground(call) ? 1 : random() }));
  const stalled = lots.sort((a, b) => a.lot - b.lot).slice(0, Math.round(calls / 5)).map(({ call }) => call);
  return Array.from({ length: calls }, (_, call): Fate => ({
    stall: stalled.includes(call) ? STALLS[stalled.indexOf(call) % STALLS.length] : undefined,
    // Most answers are quick, few are slow.
    firstByte: least + (most - least) * random() ** 3,
  }));
}

/** A linear congruential generator: plain, and repeatable, which `Math.random` is not. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
