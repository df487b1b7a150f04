import { FIRST_BYTE } from "./scale.ts";

/** What the upstream does with an attempt. */
export interface Fate {
  /** Where it falls silent for good, if it does. */
  readonly stall: "before headers" | "after headers" | undefined;
  /** Milliseconds until its first byte, if it does not. */
  readonly firstByte: number;
}

const ROUNDS = 8;

/**
 * Draws by lot what becomes of each attempt, the same for all who make the same calls.
 *
 * Of the first attempts one in five stalls, of the second ones again one in
 * five, and so on: half of them before the headers, half after.
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
  const fates = Array.from({ length: calls }, (_, index): Fate => ({
    stall: index % 10 === 0 ? "before headers" : index % 10 === 5 ? "after headers" : undefined,
    // Most answers are quick, few are slow.
    firstByte: least + (most - least) * random() ** 3,
  }));
  return fates.map((fate) => ({ fate, lot: random() })).sort((a, b) => a.lot - b.lot).map(({ fate }) => fate);
}

/** A linear congruential generator: plain, and repeatable, which `Math.random` is not. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
