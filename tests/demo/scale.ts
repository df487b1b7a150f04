/** How many times faster than in the field the demo's time runs. */
export const SPEED = 100;

/** Milliseconds that plain `fetch` is given for a call; where nothing bounds it, the field saw 90 to 900 s. */
export const PLAIN_TIMEOUT = 500_000 / SPEED;

/** Milliseconds that `createFetch` and the proxy give a first byte: their default of 45 s. */
export const TTFB_TIMEOUT = 45_000 / SPEED;

/** Milliseconds after which the page's hedged calls start another attempt: 25 s, when the slowest healthy answers are in. */
export const HEDGE_AFTER = 25_000 / SPEED;

/** Bounds in milliseconds of a healthy first byte: 2 to 20 s. */
export const FIRST_BYTE = { least: 2_000 / SPEED, most: 20_000 / SPEED };

/** Milliseconds between two words of an answer. */
export const WORD_GAP = 500 / SPEED;

/** Milliseconds between the dispatches of two calls. */
export const CALL_GAP = 3_000 / SPEED;
