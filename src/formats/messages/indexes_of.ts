/** Returns the indexes of the answers in a message. A missing index of the first one counts as `0`. */
export function indexesOf(answers: readonly unknown[]): unknown[] {
  return answers.map((answer) => Object(answer).index ?? 0);
}
