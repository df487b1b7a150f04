import { distance } from "fastest-levenshtein";

/** A known name, and its distance from a given one. */
export interface CloseName {
  readonly name: string;
  /** Letters to insert, delete or replace. */
  readonly edits: number;
}

/**
 * Finds the known name that is closest to an unknown one.
 *
 * @param given The unknown name.
 * @param names The known names, at least one.
 * @returns The closest name.
 */
export function closestName(given: string, names: readonly string[]): CloseName {
  const ranked = names.map((name) => ({ name, edits: distance(given, name) }));
  return ranked.reduce((best, next) => next.edits < best.edits ? next : best);
}
