/**
 * Says a time as the field has it.
 *
 * @param {number} seconds Seconds of the field.
 * @returns {string} Such as `2.4 s` or `450 s`.
 */
export function fieldTime(seconds) {
  return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
