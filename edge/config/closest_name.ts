import { distance } from "fastest-levenshtein";

/** A name that exists, and how many letters differ. */
export interface CloseName {
  readonly name: string;
  readonly edits: number;
}

/**
 * Finds the name that was probably meant by one that doesn't exist.
 *
 * @param given What was written.
 * @param names Those that exist, at least one.
 */
export function closestName(given: string, names: readonly string[]): CloseName {
  const ranked = names.map((name) => ({ name, edits: distance(given, name) }));
  return ranked.reduce((best, next) => next.edits < best.edits ? next : best);
}
