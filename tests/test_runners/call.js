// What each test runner calls, with its clock in place of the real one.
import { createFetch } from "@firstbyte/fetch";

/** Makes a fetch whose first attempt gets no answer, with the cutoff and the delay of the defaults. */
export function fetchOnSecondAttempt() {
  let attempts = 0;
  return createFetch({
    fetch: (_, { signal }) => {
      if (++attempts > 1) return Promise.resolve(new Response(`attempt ${attempts}`));
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
}
