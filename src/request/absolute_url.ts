/**
 * Returns the absolute URL of an address, as the platform's `fetch` would; the address itself where that refuses it.
 *
 * @param address The address.
 */
export function absoluteUrl(address: string): string {
  try {
    return new URL(address).href;
  } catch {
    return relativeUrl(address);
  }
}

/** A page's base makes the rest of a relative address, which only the platform knows. */
function relativeUrl(address: string): string {
  try {
    return new Request(address).url;
  } catch {
    return address;
  }
}
