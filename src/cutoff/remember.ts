const MOST_KEYS = 256;

/**
 * Keeps a value as the one used last. Above 256 values, the one that was unused for longest makes room.
 */
export function remember<T>(known: Map<string, T>, key: string, value: T): void {
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > MOST_KEYS && oldest !== undefined) known.delete(oldest);
}
