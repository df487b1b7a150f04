/**
 * Says what was received in the place of an option, as `check()` does: of a text
 * or an object, which may be a secret, only the type. Apart from the core, whose
 * own would weigh more where it is shared.
 *
 * @param value What was received.
 */
export function received(value: unknown): string {
  return typeof value === "string" || Object(value) === value ? `type ${typeof value}` : String(value);
}
