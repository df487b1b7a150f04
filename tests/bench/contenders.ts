import ky from "ky";
import { createFetch } from "../../mod.ts";

/** The names by which tables call plain `fetch` and this library. */
export const PLAIN = "plain fetch";
export const OURS = "createFetch";

/** What small programs get their responses by, each as it comes. */
export const FETCHES: Readonly<Record<string, typeof globalThis.fetch>> = {
  [PLAIN]: (input, init) => fetch(input, init),
  [OURS]: createFetch(),
  "ky": (input, init) => ky(input instanceof URL ? input.href : input, init),
};
