import ky from "ky";
import { createFetch } from "../../mod.ts";
import { leastWrapper } from "./least_wrapper.ts";

/** The names by which tables call plain `fetch` and this library. */
export const PLAIN = "plain fetch";
export const OURS = "createFetch";
/** And a wrapper that does nothing but wait for a first byte. */
export const LEAST = "the least wrapper";

/** What small programs get their responses by, each as it comes. */
export const FETCHES: Readonly<Record<string, typeof globalThis.fetch>> = {
  [PLAIN]: (input, init) => fetch(input, init),
  [OURS]: createFetch(),
  [LEAST]: leastWrapper,
  "ky": (input, init) => ky(input instanceof URL ? input.href : input, init),
};
