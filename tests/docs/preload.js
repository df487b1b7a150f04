// Loaded before a sample: what it sends anywhere goes to the upstream of the test.
import process from "node:process";

const { fetch: platformFetch } = globalThis;
const { UPSTREAM } = process.env;

globalThis.fetch = (input, init) => {
  const { url } = input instanceof Request ? input : { url: String(input) };
  if (!url.startsWith("http")) return platformFetch(input, init);
  const { pathname, search } = new URL(url);
  const target = `${UPSTREAM}${pathname}${search}`;
  return platformFetch(input instanceof Request ? new Request(target, input) : target, init);
};
