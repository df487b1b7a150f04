/** Throws unless both are the same JSON. */
export function expectEqual(actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new Error(`Expected ${wanted}, got ${got}`);
}

/** Returns what a promise rejects with; throws where it does not. */
export async function rejection(promise: Promise<unknown> | undefined): Promise<unknown> {
  const outcome = await promise?.then((value) => ({ value }), (error) => ({ error }));
  if (outcome && "error" in outcome) return outcome.error;
  throw new Error(`Expected a rejection, got ${outcome?.value}`);
}
