/** Tells whether what is sent to one of several URLs may be sent to all: they have the same origin. */
export function haveOneOrigin(urls: readonly URL[]): boolean {
  return new Set(urls.map(({ origin }) => origin)).size <= 1;
}
