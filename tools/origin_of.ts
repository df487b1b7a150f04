/**
 * Returns what a `package.json` says of where the package comes from; nothing where that isn't known.
 *
 * @param repository The URL of the repository.
 */
export function originOf(repository: string | undefined): Record<string, unknown> {
  if (!repository) return {};
  return { homepage: `${repository}#readme`, repository: { type: "git", url: `git+${repository}.git` } };
}
