const MOST_KEYS = 256;

/**
 * Stores a value as the most recently used one. Above 256 values, the least recently used one is removed.
 */
export function remember<T>(known: Map<string, T>, key: string, value: T): void {
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > MOST_KEYS && oldest !== undefined) known.delete(oldest);
}
