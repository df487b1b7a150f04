/**
 * Returns the absolute URL of an address, as the platform's `fetch` resolves it; the address itself if it's invalid.
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

/** Resolves a relative address: only the platform knows the base of the page. */
function relativeUrl(address: string): string {
  try {
    return new Request(address).url;
  } catch {
    return address;
  }
}
