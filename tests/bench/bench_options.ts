/** What a benchmark can be told by flags; most need nothing. */
export interface BenchOptions {
  /** Streams at once, of `proxy-scale`. */
  readonly streams?: number | undefined;
  /** Minutes for which `proxy-scale` then keeps them up, too. */
  readonly minutes?: number | undefined;
}
