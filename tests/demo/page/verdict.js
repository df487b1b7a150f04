import { fieldTime } from "./field_time.js";

/**
 * What a contender's calls came to.
 *
 * @typedef {object} Tally
 * @property {number} calls
 * @property {number} answered Answers that came whole.
 * @property {number} broken Answers that began, and broke off.
 * @property {number} worst The longest wait, in seconds of the field.
 */

/**
 * Says in two phrases what plain `fetch` lost, and what firstbyte made of the same calls.
 *
 * @param {Tally} plain
 * @param {readonly Tally[]} protectedOnes The ways of firstbyte; the worst of them counts.
 * @returns {{ plain: string, firstbyte: string }}
 */
export function verdict(plain, protectedOnes) {
  const { calls, answered, broken } = plain;
  const losses = [[calls - answered - broken, "never answered"], [broken, "broken off"]].filter(([count]) => count > 0);
  const [first, ...others] = losses.map(([count, what], index) =>
    `${count}${index === 0 ? ` of ${calls} calls` : ""} ${what}`
  );
  const whole = Math.min(...protectedOnes.map(({ answered }) => answered));
  const worst = Math.max(...protectedOnes.map(({ worst }) => worst));
  return {
    plain: `plain fetch: ${first ? [first, ...others].join(", ") : `${answered} of ${calls} answered`}`,
    firstbyte: `firstbyte: ${whole} of ${calls} answered, slowest ${fieldTime(worst)}`,
  };
}
