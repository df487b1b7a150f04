/**
 * Returns an error and the chain of its causes.
 *
 * @param error What was thrown.
 */
export function causeChain(error: unknown): object[] {
  const links = new Set<object>();
  for (let link = error; typeof link === "object" && link !== null && !links.has(link);) {
    links.add(link);
    link = "cause" in link ? link.cause : undefined;
  }
  return [...links];
}
