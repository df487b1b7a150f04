import { fieldTime } from "./page/field_time.js";

/** How many times faster than in the field the demo's time runs. */
export const SPEED = 100;

/** Milliseconds that plain `fetch` is given for a call; where nothing bounds it, the field saw 90 to 900 s. */
export const PLAIN_TIMEOUT = 500_000 / SPEED;

/** Milliseconds that `createFetch` and the proxy give a first byte: their default of 45 s. */
export const TTFB_TIMEOUT = 45_000 / SPEED;

/** Milliseconds that they give the first words: their default of 60 s for a short question. */
export const CONTENT_TIMEOUT = 60_000 / SPEED;

/** Milliseconds that bound their first wait before a broken answer is resumed: their default of 250 ms. */
export const MIN_DELAY = 250 / SPEED;

/** Milliseconds after which the page's hedged calls start another attempt: 25 s, when the slowest healthy answers are in. */
export const HEDGE_AFTER = 25_000 / SPEED;

/** Bounds in milliseconds of a healthy first byte: 2 to 20 s. */
export const FIRST_BYTE = { least: 2_000 / SPEED, most: 20_000 / SPEED };

/** Milliseconds between two words of an answer. */
export const WORD_GAP = 1_000 / SPEED;

/** Milliseconds until a broken answer goes on, when its rest is requested: 15 s. */
export const RESUME_GAP = 15_000 / SPEED;

/** Milliseconds between the dispatches of two calls. */
export const CALL_GAP = 5_000 / SPEED;

/** Says milliseconds of the demo as the field's seconds. */
export function inField(ms: number): string {
  return fieldTime(fieldSeconds(ms));
}

/** Returns the field's seconds that milliseconds of the demo stand for. */
export function fieldSeconds(ms: number): number {
  return ms * SPEED / 1_000;
}
