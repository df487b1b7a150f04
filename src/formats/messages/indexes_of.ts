/** Returns the indexes of the answers that a message holds; the first has `0`, also where it has none. */
export function indexesOf(answers: readonly unknown[]): unknown[] {
  return answers.map((answer) => Object(answer).index ?? 0);
}
